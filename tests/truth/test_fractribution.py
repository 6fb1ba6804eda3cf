"""Snowplow's fractribution package: the paths and last clicks that it expects of 98 events.

Its sessions are the tracker's, ours split at 30 minutes: two persons who came twice within a minute
have one session here. Orders and their paths are compared exactly, and so is what never sold but
for these two.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import Lake, build_lake
from tests.paths import DATA

TRUTH = DATA / "snowplow_fractribution"
CONFIG = {
    "attribution": {"lookback_days": 30},
    "warehouse": {"sync_data_files": False, "threads": 1},
}
#: Its names of channels, and Google Analytics 4's.
CHANNELS = {
    "Organic_Search": "Organic Search",
    "Video": "Organic Video",
    "Paid_Search_Other": "Paid Search",
    "Unmatched_Channel": "Affiliates",
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    home: Path = tmp_path_factory.mktemp("fractribution")
    lake = build_lake(home, [(TRUTH / "events.jsonl").read_bytes()], CONFIG, engine="duckdb")
    yield lake
    lake.close()


def expected(name: str) -> list[dict[str, Any]]:
    with (TRUTH / f"expected_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ours(path: str) -> str:
    return " > ".join(CHANNELS.get(each, each) for each in path.split(" > "))


def test_98_events_make_six_orders(lake: Lake) -> None:
    found = lake.query("select count(*) as orders, sum(revenue) as revenue from fct_orders")
    assert found == [{"orders": 6, "revenue": Decimal("500.92")}]
    assert lake.query("select count(*) as events from fct_events") == [{"events": 98}]


def test_the_last_click_has_what_it_expects(lake: Lake) -> None:
    wanted = {
        ours(row["CHANNEL"]): (int(row["CONVERSIONS"]), round(Decimal(row["REVENUE"]), 4))
        for row in expected("channel_attribution")
        if row["ATTRIBUTION_TYPE"] == "last_touch" and row["CONVERSIONS"] != "0"
    }
    found = lake.query(
        "select channel, sum(credit) as orders, sum(revenue) as revenue from vw_attribution"
        " where model = 'last_click' group by all having sum(credit) > 0"
    )
    assert {row["channel"]: (row["orders"], row["revenue"]) for row in found} == wanted
    assert wanted["Direct"] == (4, Decimal("234.42"))


def test_every_order_has_the_path_that_it_expects(lake: Lake) -> None:
    wanted = {
        row["customer_id"][1:]: (ours(row["path"]), Decimal(row["revenue"]))
        for row in expected("paths_to_conversion")
    }
    found = lake.query("select user_id, channel_path, revenue from vw_user_journeys")
    assert {row["user_id"]: (row["channel_path"], row["revenue"]) for row in found} == wanted


def test_paths_are_those_that_it_expects_but_for_two_short_visits(lake: Lake) -> None:
    wanted = {
        ours(row["transformed_path"]): (
            int(row["conversions"]),
            int(row["non_conversions"]),
            Decimal(row["revenue"] or 0),
        )
        for row in expected("path_summary")
    }
    # A visit of 39 seconds came by a link and went on without one, one of 10 seconds by a search.
    del wanted["Referral > Direct"]
    wanted |= {
        "Organic Social": (0, 1, Decimal(0)),
        "Organic Search > Paid Search": (0, 1, Decimal(0)),
        "Organic Search": (1, 27, Decimal("66.5")),
    }
    found = {
        row["path"]: (row["conversions"], row["non_conversions"], row["revenue"])
        for row in lake.query("from vw_channel_paths")
    }
    assert found == wanted


def test_roas_is_revenue_by_spend(lake: Lake) -> None:
    spend = [
        b'{"event_name":"marketing_cost","event_timestamp":"2022-07-01T00:00:00Z","value":10000,'
        b'"source":"youtube.com","medium":"referral","reported_at":"2022-08-01T00:00:00Z"}\n'
    ]
    lake.load(*spend)
    found = lake.query(
        "select sum(revenue) / sum(cost) as roas from vw_attribution_daily"
        " where model = 'last_click' and channel = 'Organic Video'"
    )
    wanted = {(row["CHANNEL"], row["ATTRIBUTION_TYPE"]): row["ROAS"] for row in expected("roas")}
    assert found == [{"roas": float(wanted["Video", "last_touch"])}]
