"""Profiles: what sign-ups and profiles tell of a person."""

from typing import Any

Row = dict[str, Any]

TELLING = ("profile", "sign_up")
TOLD = ("segment", "plan_id")
SEARCH = {"google", "bing"}
MEDIUMS = {"email": "Email", "referral": "Referral"}


def profile_at(events: list[Row], day: Any) -> Row:
    """Give what is known of a person at the end of a day, of their events in order."""
    told = [e for e in events if e["event_name"] in TELLING and e["event_date"] <= day]
    signed_up = [event["event_date"] for event in told if event["event_name"] == "sign_up"]
    known = {name: [event[name] for event in told if event.get(name)] for name in TOLD}
    known["channel"] = [
        _channel(event) for event in told if event["event_name"] == "sign_up" or event["source"]
    ]
    return {"signed_up_on": min(signed_up, default=None)} | {
        name: values[-1] if values else None for name, values in known.items()
    }


def _channel(event: Row) -> str:
    """Give the channel of what histories name; tests/truth/test_channel_rules.py has the others."""
    source, medium = event["source"], event["medium"]
    if not source and not medium:
        return "Direct"
    if medium == "cpc":
        return "Paid Search" if source in SEARCH else "Paid Other"
    return "Organic Search" if source in SEARCH else MEDIUMS.get(medium, "Unassigned")
