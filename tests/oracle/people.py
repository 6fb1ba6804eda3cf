"""People: who a visitor turned out to be, and what is known of a person from which day on."""

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]


def persons(facts: list[Row]) -> Callable[[Row], str | None]:
    """Give what tells an event's person: whom it names, else to whom its visitor belongs."""
    owner_of = {row["visitor_id"]: row["user_id"] for row in silver_identity_map(facts)}

    def person_of(fact: Row) -> str | None:
        visitor_id = fact["visitor_id"]
        return fact.get("user_id") or owner_of.get(visitor_id, visitor_id)

    return person_of


def silver_identity_map(facts: list[Row]) -> list[Row]:
    """Give each visitor the last user id that it was seen with, else its own."""
    events_of: dict[str, list[Row]] = {}
    for fact in facts:
        if fact["visitor_id"] is not None and fact["event_name"] != "refund":
            events_of.setdefault(fact["visitor_id"], []).append(fact)
    return [_identity(visitor_id, events) for visitor_id, events in events_of.items()]


def _identity(visitor_id: str, events: list[Row]) -> Row:
    logins = [event for event in events if event.get("user_id")]
    last = logins[-1] if logins else {"user_id": visitor_id}
    purchases = [event for event in events if event["event_name"] == "purchase"]
    return {
        "visitor_id": visitor_id,
        "user_id": last["user_id"],
        "first_seen_at": events[0]["event_at"],
        "last_seen_at": events[-1]["event_at"],
        "last_login_at": last.get("event_at"),
        "last_login_event_id": last.get("event_id"),
        "first_purchase_date": _first_day(purchases),
        "first_installments_date": _first_day(
            [each for each in purchases if each["has_installments"]]
        ),
    }


def dim_users(facts: list[Row]) -> list[Row]:
    """Give each person's versions: seen, then a buyer, then a buyer in installments."""
    person_of = persons(facts)
    events_of: dict[str, list[Row]] = {}
    for fact in facts:
        person = person_of(fact)
        if person is not None and fact["event_name"] != "refund":
            events_of.setdefault(person, []).append(fact)
    return [row for user_id, events in events_of.items() for row in _versions(user_id, events)]


def _versions(user_id: str, events: list[Row]) -> list[Row]:
    purchases = [event for event in events if event["event_name"] == "purchase"]
    in_parts = [purchase for purchase in purchases if purchase["has_installments"]]
    seen, bought, split = _first_day(events), _first_day(purchases), _first_day(in_parts)
    days = sorted({seen, bought, split} - {None})
    return [
        {
            "user_id": user_id,
            "first_seen_date": seen,
            "first_purchase_date": bought if bought is not None and bought <= day else None,
            "has_used_installments": split is not None and split <= day,
            "valid_from": day,
            "valid_to": next_day,
            "is_current": next_day is None,
        }
        for day, next_day in zip(days, [*days[1:], None], strict=True)
    ]


def _first_day(events: list[Row]) -> Any:
    return events[0]["event_date"] if events else None
