"""MRR: 20 subscriptions of 16 customers, and each movement, month and retention that follows."""

import csv
import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

import pytest

from tests.differences import assert_same
from tests.events import lines
from tests.lakes import Lake, build_lake
from tests.paths import DATA

TRUTH = DATA / "mrr"
Row = dict[str, Any]
MONTHS = {"churn": "churned_mrr"} | {
    name: f"{name}_mrr" for name in ("new", "reactivation", "expansion", "contraction")
}


def read(name: str) -> list[Row]:
    with (TRUTH / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def events() -> list[Row]:
    """Tell the versions by events; each goes on until the next one begins, or it ends."""
    told = [{"event_name": "page_view", "user_id": "z", "event_timestamp": "2024-05-02T12:00:00Z"}]
    for subscription_id, versions in groupby(
        read("subscription_versions"), key=lambda row: row["subscription_id"]
    ):
        last: Row = {}
        for number, last in enumerate(versions):
            of = {"subscription_id": subscription_id, "user_id": last["user_id"]}
            name = "subscription_change" if number else "subscription_start"
            at = {"event_name": name, "event_timestamp": f"{last['valid_from']}T08:00:00Z"}
            told.append(at | of | {"value": float(last["amount"]), "interval": last["interval"]})
        if last["valid_to"]:
            at = {"event_name": "subscription_end"}
            told.append(at | of | {"event_timestamp": f"{last['valid_to']}T09:00:00Z"})
    return told


@pytest.fixture(scope="module", params=["in order", "in any order, in three batches, twice"])
def lake(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lake]:
    told = events()
    batches = [told]
    if request.param != "in order":
        told = random.Random(1).sample(told, len(told))
        batches = [told[0::3], told[1::3], [*told[2::3], *told[0::4]]]
    home = tmp_path_factory.mktemp("mrr")
    lake = build_lake(home, [lines(*batch) for batch in batches], engine="duckdb")
    yield lake
    lake.close()


def as_truth(row: Row) -> Row:
    return {name: _typed(value) for name, value in row.items()}


def _typed(value: str) -> Any:
    try:
        return Decimal(value)
    except ArithmeticError:
        return value


def test_there_are_29_movements_4_months_and_3_retentions() -> None:
    counts = [len(read(f"expected_{name}")) for name in ("movements", "months", "retention")]
    assert counts == [29, 4, 3]


@pytest.mark.slow
def test_every_version_is_there(lake: Lake) -> None:
    columns = "subscription_id, user_id, valid_from::varchar as valid_from, amount, interval,"
    found = lake.query(
        f"select {columns} coalesce(valid_to::varchar, '') as valid_to from dim_subscriptions"
    )
    versions = [as_truth(row) for row in read("subscription_versions")]
    lasting = [row for row in versions if row["valid_from"] != row["valid_to"]]
    for row in lasting:
        del row["case_name"]
    assert_same({"dim_subscriptions": lasting}, {"dim_subscriptions": found})


def test_every_movement_is_there_and_no_other(lake: Lake) -> None:
    found = lake.query("select * replace (moved_on::varchar as moved_on) from vw_mrr_movements")
    expected = [as_truth(row) for row in read("expected_movements")]
    assert_same({"vw_mrr_movements": expected}, {"vw_mrr_movements": found})


def test_every_month_is_as_told(lake: Lake) -> None:
    renamed = ", ".join(f"{column} as {name}" for name, column in MONTHS.items())
    found = lake.query(
        f"select month_start::varchar as month, *, {renamed} from vw_mrr_monthly where is_complete"
    )
    expected = [as_truth(row) for row in read("expected_months")]
    assert_same({"vw_mrr_monthly": expected}, {"vw_mrr_monthly": found})


def test_every_retention_is_as_told(lake: Lake) -> None:
    found = lake.query(
        "select month_start::varchar as month, * from vw_mrr_monthly"
        " where is_complete and nrr is not null"
    )
    expected = [as_truth(row) for row in read("expected_retention")]
    assert_same({"vw_mrr_monthly": expected}, {"vw_mrr_monthly": found})
