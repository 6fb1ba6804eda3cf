"""The promises of headers bite: rows that break them are found and named."""

from collections.abc import Iterator

import pytest

from tests.lakes import Lake, build_lake
from tests.models.test_checks import EVENTS, broken
from transforms.models.model import address, read_models
from transforms.models.promises import promises_of
from transforms.models.standalone import model_named, standalone


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = build_lake(tmp_path_factory.mktemp("promises"), [EVENTS], engine="duckdb")
    yield lake
    lake.close()


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        pytest.param(
            "fct_orders", "revenue = null", "broken=revenue is there", id="a value that is missing"
        ),
        pytest.param(
            "silver_sessions", "channel = 'Mail'", "broken=channel is one of", id="a word"
        ),
        pytest.param(
            "fct_orders", "purchase_event_count = -1", "is 0 or more", id="a count below nothing"
        ),
    ],
)
def test_a_row_that_breaks_its_promise_is_named(
    lake: Lake, table: str, change: str, said: str
) -> None:
    found = broken(lake, f"update {table} set {change} where true")
    assert found.startswith(f"{table}_rows: ")
    assert said in found


def test_a_row_that_refers_to_nothing_is_named(lake: Lake) -> None:
    found = broken(lake, "update silver_list_impressions set item_list_id = 'x'")
    assert found.startswith("silver_list_impressions_references: ")
    assert "broken=item_list_id refers to dim_item_lists" in found


def test_a_view_keeps_its_key_and_its_rates() -> None:
    view = next(each for each in read_models("gold") if each.name == "vw_funnel_daily")
    names = {check.name: check for check in promises_of(view)}
    assert set(names) == {"vw_funnel_daily_key", "vw_funnel_daily_rows"}
    assert {check.when for check in names.values()} == {"verify"}


def test_a_rate_above_one_is_named(lake: Lake) -> None:
    view = model_named("vw_order_discounts")
    rates = "cast(2 as decimal(18, 6)) as discount_rate"
    query = f"select * replace ({rates}) from ({standalone(view, lake.config)})"
    said = broken(lake, f"create or replace view {address(view)} as {query}")
    assert said.startswith("vw_order_discounts_rows: ")
    assert "broken=discount_rate lies in 0 to 1" in said
