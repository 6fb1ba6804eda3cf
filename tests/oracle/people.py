"""People: who a visitor turned out to be, and what is known of a person from which day on."""

from collections.abc import Callable
from typing import Any

from tests.oracle.billing import BACK_OFFICE
from tests.oracle.profiles import TELLING, profile_at

Row = dict[str, Any]

SILENT = {"refund"} | BACK_OFFICE
"""What the back office tells shows nobody; a profile tells of a person all the same."""


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
        if fact["visitor_id"] is not None and fact["event_name"] not in SILENT:
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
        if person is not None and fact["event_name"] not in SILENT - {"profile"}:
            events_of.setdefault(person, []).append(fact)
    return [row for user_id, events in events_of.items() for row in _versions(user_id, events)]


def _versions(user_id: str, events: list[Row]) -> list[Row]:
    purchases = [event for event in events if event["event_name"] == "purchase"]
    in_parts = [purchase for purchase in purchases if purchase["has_installments"]]
    seen, bought, split = _first_day(events), _first_day(purchases), _first_day(in_parts)
    told = {event["event_date"] for event in events if event["event_name"] in TELLING}
    states: list[tuple[Any, Row]] = []
    for day in sorted({seen, bought, split, *told} - {None}):
        state = {
            "user_id": user_id,
            "first_seen_date": seen,
            "first_purchase_date": bought if bought is not None and bought <= day else None,
            "has_used_installments": split is not None and split <= day,
        } | profile_at(events, day)
        if not states or states[-1][1] != state:
            states.append((day, state))
    ends = [*(day for day, _ in states[1:]), None]
    return [
        state | {"valid_from": day, "valid_to": end, "is_current": end is None}
        for (day, state), end in zip(states, ends, strict=True)
    ]


def _first_day(events: list[Row]) -> Any:
    return events[0]["event_date"] if events else None
