"""Snowplow's e-commerce package: the sessions and orders that it expects of 832 events.

Its sessions keep the collector's clock, the events of the data the browser's. That is why a
session starts and ends up to five seconds later there; everything else is compared exactly.
"""

import csv
import gzip
import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.differences import Tables, assert_same
from tests.lakes import Lake, build_lake
from tests.oracle import silver
from tests.oracle.events import EPOCH
from tests.paths import DATA
from tests.staged_events import staged_events
from tests.truth.conftest import BuildLake
from transforms.config import Config

Row = dict[str, Any]

TRUTH = DATA / "snowplow_ecommerce"
CONFIG = {
    "currency": {"reporting": "EUR"},
    "warehouse": {"sync_data_files": False, "threads": 1},
}
DEEP = pytest.mark.deep
CLOCKS_APART = timedelta(seconds=5, milliseconds=20)


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    return gzip.decompress((TRUTH / "events.jsonl.gz").read_bytes()).splitlines(keepends=True)


@pytest.fixture(scope="module")
def in_one_go(lines: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Tables:
    home = tmp_path_factory.mktemp("snowplow")
    lake = build_lake(home, [b"".join(lines)], CONFIG, engine="duckdb")
    tables = lake.silver()
    assert_same(silver(staged_events(lake), Config.model_validate(CONFIG)), tables)
    lake.close()
    return tables


def cut(lines: list[bytes], batches: int, seed: int | None) -> list[bytes]:
    """Cut lines into batches; with a seed, shuffled and every line twice."""
    if seed is not None:
        lines = random.Random(seed).sample(lines * 2, len(lines) * 2)
    return [b"".join(lines[number::batches]) for number in range(batches)]


def expected(name: str) -> list[Row]:
    with (TRUTH / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_sessions_are_the_63_that_snowplow_expects(in_one_go: Tables) -> None:
    features = {row["session_id"]: row for row in in_one_go["silver_session_features"]}
    wanted = sorted(expected("expected_sessions.csv"), key=_owner_and_start)
    found = sorted(
        (row | features[row["session_id"]] for row in in_one_go["silver_user_sessions"]),
        key=lambda row: (row["visitor_id"], row["platform_id"], row["session_start_at"]),
    )
    assert len(found) == 63
    for want, session in zip(wanted, found, strict=True):
        assert session["visitor_id"] == want["user_pseudo_id"]
        assert session["platform_id"] == want["platform"]
        assert session["event_count"] == int(want["event_count"])
        assert session["order_count"] == int(want["orders"] or 0)
        assert session["revenue"] == Decimal(want["revenue"])
        assert session["has_purchase"] == (want["checkout_succeeded"].lower() == "true")
        for edge in ("session_start_at", "session_end_at"):
            assert timedelta(0) < _time(want[edge]) - session[edge] < CLOCKS_APART


def _owner_and_start(want: Row) -> tuple[str, str, datetime]:
    return want["user_pseudo_id"], want["platform"], _time(want["session_start_at"])


def _time(text: str) -> datetime:
    whole, _, fraction = text.removesuffix("+00").partition(".")
    return datetime.fromisoformat(f"{whole}.{fraction:0<6}")


def test_orders_are_the_14_that_snowplow_expects(in_one_go: Tables) -> None:
    wanted = {
        (
            row["transaction_id"],
            int(row["event_timestamp"]),
            Decimal(row["revenue"]),
            row["currency"],
        )
        for row in expected("expected_orders.csv")
    }
    found = {
        (row["order_id"], _microseconds(row["ordered_at"]), row["revenue"], row["currency"])
        for row in in_one_go["fct_orders"]
    }
    assert len(wanted) == len(in_one_go["fct_orders"]) == 14
    assert found == wanted


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("batches", "seed", "engine"),
    [
        pytest.param(4, None, "duckdb", id="4 batches", marks=DEEP),
        pytest.param(1, 1, "duckdb", id="one batch, shuffled, every line twice", marks=DEEP),
        pytest.param(4, 2, "duckdb", id="4 batches, shuffled, every line twice"),
        pytest.param(4, 2, "ducklake", id="the same in a DuckLake", marks=DEEP),
        pytest.param(8, 3, "duckdb", id="8 batches, shuffled, every line twice", marks=DEEP),
        pytest.param(50, 3, "duckdb", id="50 batches, shuffled, every line twice", marks=DEEP),
        pytest.param(50, None, "ducklake", id="50 batches in a DuckLake", marks=DEEP),
        pytest.param(50, 4, "ducklake", id="50 shuffled batches in a DuckLake", marks=DEEP),
        pytest.param(832, None, "duckdb", id="every event a batch", marks=DEEP),
        pytest.param(832, 5, "duckdb", id="every event a late batch", marks=DEEP),
    ],
)
def test_the_way_events_come_in_changes_nothing(
    build: BuildLake,
    lines: list[bytes],
    in_one_go: Tables,
    batches: int,
    seed: int | None,
    engine: str,
) -> None:
    lake: Lake = build(cut(lines, batches, seed), CONFIG, engine)
    assert_same(in_one_go, lake.silver())
