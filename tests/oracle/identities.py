"""Which events count, of those that share an identity: in plain Python, from the contract alone.

A telling is an event (as staging has it) with what its source says that it is one by, if anything.
"""

import json
from datetime import timedelta
from typing import Any

from tests.oracle.events import day_of
from transforms.config import Config

Row = dict[str, Any]

APART = timedelta(days=7)
#: What staging knows of a line beside what its event says.
BESIDE = {
    *("event_id", "event_date", "visitor_id", "warnings", "batch_id", "line_number"),
    *("message_id", "is_duplicate", "ingested_at", "processed_at", "identity_key"),
    *("filled_fields", "event_us"),
}
OF_PLACES = {"item_position", "is_list_inferred"}


def superseded(tellings: list[tuple[Row, Any]], config: Config) -> set[str]:
    """Give the ids of events beside which a better one stands, by any of their identities."""
    groups: dict[Any, dict[str, Row]] = {}
    for event, identity in tellings:
        if identity is not None:
            groups.setdefault(identity, {})[event["event_id"]] = event
    return {
        event["event_id"]
        for group in groups.values()
        for event in group.values()
        if any(_is_better(other, event, config) for other in group.values())
    }


def _is_better(other: Row, event: Row, config: Config) -> bool:
    is_near = abs(other["event_at"] - event["event_at"]) <= APART
    return is_near and _rank(other, config) > _rank(event, config)


def _rank(event: Row, config: Config) -> tuple[Any, ...]:
    """Place events of an identity: the first day's above all, of that the fullest."""
    day = day_of(event["event_at"], config)
    return -day.toordinal(), filled(event), event["event_id"]


def filled(event: Row) -> int:
    """Count what an event says: its fields, those of its items, and those that no rule knows."""
    return sum(
        _filled(name, value) for name, value in event.items() if name not in BESIDE | OF_PLACES
    )


def _filled(name: str, value: Any) -> int:
    if value is None or value == []:
        return 0
    if name == "items":
        return sum(map(filled, value))
    return len(json.loads(value)) if name == "extra" else 1
