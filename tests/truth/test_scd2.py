"""SQLMesh's menu: the SCD2 history that it expects of three daily snapshots.

A snapshot is told here as events of its day, one for each dish on the menu. Two things differ
from the published history, by the nature of events: a dish that is not seen is not a dish that
was removed, so its version stays; and a first version begins on the day it was first seen,
where the published one begins in 1970.
"""

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from tests.paths import DATA
from tests.truth.conftest import BuildLake

TRUTH = DATA / "scd2"
DISHES = "select product_id, product_name, price, valid_from, valid_to, is_current"

Row = dict[str, Any]
Version = tuple[str, str, Decimal, date, date | None, bool]


def rows_of(name: str) -> list[Row]:
    with (TRUTH / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def snapshot(name: str) -> bytes:
    """Tell a snapshot of the menu as a batch of events."""
    rows = [row for row in rows_of("source_snapshots.csv") if row["snapshot"] == name]
    return b"".join(_seen(row) for row in rows)


def _seen(row: Row) -> bytes:
    item = {"item_id": row["id"], "item_name": row["name"], "price": row["price"]}
    event = {
        "event_name": "view_item",
        "event_timestamp": row["run_ts"] + "Z",
        "user_pseudo_id": "guest",
        "items": [item],
    }
    return json.dumps(event).encode() + b"\n"


def expected(file: str, after: str) -> list[Version]:
    """Read the published history, without removals: equal neighbours become one version."""
    versions: list[Version] = []
    rows = [row for row in rows_of(file) if row["after_snapshot"] == after]
    for row in sorted(rows, key=lambda row: (row["id"], row["valid_from"])):
        day = max(datetime.fromisoformat(row["valid_from"]).date(), date(2020, 1, 1))
        state = row["id"], row["name"], Decimal(row["price"])
        if versions and versions[-1][:3] == state:
            continue
        if versions and versions[-1][0] == row["id"]:
            versions[-1] = (*versions[-1][:4], day, False)
        versions.append((*state, day, None, True))
    return versions


def found(build: BuildLake, batches: list[bytes]) -> list[Version]:
    rows = build(batches, {}).query(f"{DISHES} from dim_products")
    return sorted((tuple(row.values()) for row in rows), key=lambda row: (row[0], row[3]))


@pytest.mark.slow
@pytest.mark.parametrize("days", [["s1", "s2"], ["s1", "s2", "s3"]], ids=["2 days", "3 days"])
def test_a_menu_has_the_published_history(build: BuildLake, days: list[str]) -> None:
    versions = found(build, [snapshot(day) for day in days])
    assert versions == expected("expected_by_column.csv", after=days[-1])
    assert versions == expected("expected_by_time.csv", after=days[-1])
    assert len(versions) == {2: 5, 3: 7}[len(days)]


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(order, id=" ".join(order), marks=pytest.mark.deep if number % 3 else [])
        for number, order in enumerate(permutations(["s1", "s2", "s3"]))
    ],
)
def test_a_late_menu_is_history_as_if_in_time(build: BuildLake, order: tuple[str, ...]) -> None:
    versions = found(build, [snapshot(day) for day in order])
    assert versions == expected("expected_by_column.csv", after="s3")


def test_a_late_price_between_two_known_ones_leaves_one_current_row(build: BuildLake) -> None:
    versions = found(build, [snapshot("s1"), snapshot("s3"), snapshot("s2")])
    sandwich = [version[2:] for version in versions if version[0] == "1"]
    assert sandwich == [
        (Decimal("10.99"), date(2020, 1, 1), date(2020, 1, 2), False),
        (Decimal("12.99"), date(2020, 1, 2), date(2020, 1, 3), False),
        (Decimal("14.99"), date(2020, 1, 3), None, True),
    ]
