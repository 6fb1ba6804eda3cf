"""Silver is a function of the set of accepted events: of nothing else, and of the right one."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given

from tests.differences import Tables, differences
from tests.lakes import build_lake
from tests.oracle import silver
from tests.staged_events import staged_events
from tests.strategies import CONFIG, History, histories
from transforms.config import Config

Row = dict[str, Any]


@given(histories())
def test_silver_is_what_the_contract_says(history: History) -> None:
    found, accepted = loaded(history.batches)
    assert not differences(
        content(history.events, history.events), content(accepted, history.events)
    )
    assert not differences(silver(accepted, Config.model_validate(CONFIG)), found)


@given(histories())
def test_order_batching_and_duplicates_change_nothing(history: History) -> None:
    whole, _ = loaded([history.whole])
    parts, _ = loaded(history.batches)
    assert not differences(whole, parts)


def loaded(batches: list[bytes]) -> tuple[Tables, list[Row]]:
    """Load batches into a new lake; give its Silver and its accepted events."""
    with TemporaryDirectory() as home:
        lake = build_lake(Path(home), batches, CONFIG, engine="duckdb")
        try:
            return lake.silver(), staged_events(lake)
        finally:
            lake.close()


def content(events: list[Row], like: list[Row]) -> Tables:
    """Give the events and their items as two tables, with the fields that the likeness has."""
    items = [item for event in like for item in event["items"]]
    event_keys = like[0].keys() - {"items"}
    item_keys = items[0].keys() if items else set()
    return {
        "stg_events": [{key: event[key] for key in event_keys} for event in events],
        "items": [
            {key: item[key] or None if key == "discount_codes" else item[key] for key in item_keys}
            for event in events
            for item in event["items"] or []
        ],
    }
