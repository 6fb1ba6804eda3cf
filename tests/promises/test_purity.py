"""Silver is a function of the set of accepted events: of nothing else, and of the right one."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given, settings

from tests.conftest import PROFILE
from tests.differences import Tables, assert_same
from tests.lakes import Lake, build_lake
from tests.oracle import gold, silver
from tests.oracle.growth import VIEWS, growth
from tests.spellings import spelled
from tests.staged_events import staged_events
from tests.strategies import CONFIG, History, histories
from transforms.config import Config
from transforms.models.model import address
from transforms.models.standalone import model_named, standalone

Row = dict[str, Any]

#: Each example makes three lakes: a few have to do where time counts.
EXAMPLES = 3 if PROFILE == "default" else settings().max_examples

GOLD = ("vw_order_touches", "vw_attribution", "vw_user_journeys")
GOLD += ("vw_mrr_movements", "vw_mrr_monthly")
DIRECT = ("keep", "drop")
#: The views of people take longer than all else, and wait for the deep tests.
PEOPLE = PROFILE != "default"

BARE_CART = {
    "event_name": "add_to_cart",
    "event_us": 1_709_294_400_000_000,
    "user_pseudo_id": "a",
    "platform": "WEB",
    "items": [{"item_id": "p", "price": Decimal(10), "quantity": 2}],
}


@settings(max_examples=EXAMPLES)
@given(histories())
@example(History([BARE_CART], [spelled(BARE_CART) + b"\n"]))
def test_silver_is_a_function_of_the_set_of_accepted_events(history: History) -> None:
    whole, accepted = loaded([history.whole])
    assert_same(content(history.events, history.events), content(accepted, history.events))
    assert_same(silver(accepted, Config.model_validate(CONFIG)), whole)
    for direct in DIRECT:
        credit = gold(accepted, attributed(direct))
        assert_same(credit, {name: whole[f"{name} {direct}"] for name in credit})
    people = growth(whole, Config.model_validate(CONFIG)) if PEOPLE else {}
    assert_same(people, whole)
    parts, _ = loaded(*([batch] for batch in history.batches))
    assert_same(whole, parts)
    half = len(history.batches) // 2
    groups, _ = loaded(history.batches[:half], history.batches[half:])
    assert_same(whole, groups)


def loaded(*groups: list[bytes]) -> tuple[Tables, list[Row]]:
    """Load groups of batches into a new lake; give its Silver and its accepted events."""
    with TemporaryDirectory() as home:
        lake = build_lake(Path(home), [], CONFIG, engine="duckdb")
        try:
            for group in filter(None, groups):
                lake.load_together(*group)
            views = {
                f"{name} {direct}": rows
                for direct in DIRECT
                for name, rows in credit_of(lake, attributed(direct)).items()
            }
            people = [view.__name__ for view in VIEWS] if PEOPLE else []
            views |= {name: lake.query(f"from {name}") for name in people}
            return lake.silver() | views, staged_events(lake)
        finally:
            lake.close()


def attributed(direct: str) -> Config:
    """Give the settings under which Direct counts always, or only where nothing else does."""
    return Config.model_validate(CONFIG | {"attribution": {"direct": direct}})


def credit_of(lake: Lake, config: Config) -> Tables:
    """Read the views of attribution under other settings of Gold."""
    for name in GOLD:
        view = model_named(name)
        query = standalone(view, config, "lake")
        lake.connection.execute(f"create or replace view {address(view)} as {query}")
    return {name: lake.query(f"from {address(model_named(name))}") for name in GOLD}


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
