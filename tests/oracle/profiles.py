"""Profiles: what sign-ups and profiles tell of a person, but for the channel, which has rules."""

from typing import Any

Row = dict[str, Any]

TELLING = ("profile", "sign_up")
TOLD = ("segment", "plan_id")


def profile_at(events: list[Row], day: Any) -> Row:
    """Give what is known of a person at the end of a day, of their events in order."""
    told = [e for e in events if e["event_name"] in TELLING and e["event_date"] <= day]
    signed_up = [event["event_date"] for event in told if event["event_name"] == "sign_up"]
    known = {name: [event[name] for event in told if event.get(name)] for name in TOLD}
    return {"signed_up_on": min(signed_up, default=None)} | {
        name: values[-1] if values else None for name, values in known.items()
    }
