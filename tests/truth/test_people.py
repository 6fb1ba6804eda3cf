"""Growth accounting, retention and value of cohorts against published figures, in one lake.

Each case is a segment: its persons are told of by a `profile`, which is no activity. The lake
begins with the first event of `tests/data/lifecycle` and ends in November 2020.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.differences import assert_same
from tests.events import lines
from tests.lakes import Lake, build_lake
from tests.paths import DATA

Row = dict[str, Any]
STATES = {state: f"{state}_users" for state in ("new", "retained", "resurrected", "churned")}


def read(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def of_case(truth: str, case: str, user_id: str, at: str, name: str, **more: Any) -> list[Row]:
    """Tell an event of a person of a case, and that the person is one of it."""
    who = {"user_id": f"{truth} {case} {user_id}", "event_timestamp": at}
    profile = who | {"event_name": "profile", "segment": f"{truth} {case}"}
    return [profile, who | {"event_name": name} | more]


def events() -> list[Row]:
    told = [
        event
        for truth in ("lifecycle", "retention")
        for row in read(f"{truth}/events")
        for event in of_case(
            truth, row["case_name"], row["user_id"], f"{row['event_at']}Z", "page_view"
        )
    ]
    former: dict[str, int] = {}
    for row in read("chain_ladder/triangle"):
        month = int(row["cohort"]) + int(row["periods_later"])
        value = int(row["cumulative_value"])
        told += of_case(
            "chain_ladder",
            "triangle",
            row["cohort"],
            f"2020-{month:02}-03T00:00:00Z",
            "purchase",
            value=value - former.get(row["cohort"], 0),
            transaction_id=f"{row['cohort']} {month}",
        )
        former[row["cohort"]] = value
    return told


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = build_lake(tmp_path_factory.mktemp("people"), [lines(*events())], engine="duckdb")
    yield lake
    lake.close()


def test_there_are_64_states_453_cells_and_a_triangle_of_55() -> None:
    tables = ("lifecycle/expected", "retention/expected", "chain_ladder/triangle")
    assert [len(read(name)) for name in tables] == [64, 453, 55]


def test_every_state_of_the_lifecycle_is_as_printed(lake: Lake) -> None:
    found = lake.query("from vw_growth_accounting where segment like 'lifecycle %'")
    users = {
        (row["segment"], row["period"], str(row["period_start"]), state): row[column]
        for row in found
        for state, column in STATES.items()
    }
    rows = read("lifecycle/expected")
    keys = [
        (f"lifecycle {row['case_name']}", row["period"], row["period_start"], row["state"])
        for row in rows
    ]
    expected = {key: int(row["users"]) for key, row in zip(keys, rows, strict=True)}
    assert len(expected) == 64
    assert {key: users[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("cohorts", "view", "start"),
    [
        ("first_time", "vw_retention", "cohort_start"),
        ("recurring", "vw_retention_recurring", "period_start"),
    ],
)
def test_every_cell_of_retention_is_as_printed(
    lake: Lake, cohorts: str, view: str, start: str
) -> None:
    found = lake.query(f"select *, {start} as start from {view} where segment like 'retention %'")
    users = {
        (row["segment"], row["period"], row["mode"], str(row["start"]), row["periods_later"]): row
        for row in found
    }
    expected = {}
    for row in read("retention/expected"):
        period = "month" if row["case_name"] == "months" else "day"
        case = f"retention {row['case_name']}"
        key = (case, period, row["mode"], row["cohort_start"], int(row["periods_later"]))
        if row["cohorts"] == cohorts:
            expected[key] = int(row["users"])
    assert len(expected) == {"first_time": 306, "recurring": 147}[cohorts]
    assert {key: users[key]["users"] for key in expected} == expected


def test_the_chain_ladder_has_the_published_factors(lake: Lake) -> None:
    found = lake.query(
        "select distinct months_later as periods_later, factor from vw_cohort_value_monthly"
        " where segment = 'chain_ladder triangle' and factor is not null"
    )
    expected = [
        {"periods_later": int(row["periods_later"]), "factor": Decimal(row["factor"])}
        for row in read("chain_ladder/factors")
    ]
    assert_same({"factors": expected}, {"factors": found})


def test_the_chain_ladder_projects_the_published_values(lake: Lake) -> None:
    found = lake.query(
        """
        select cohort_month, max(value) as latest,
            max(projected_value) filter (where months_later = 9) as projected
        from vw_cohort_value_monthly
        where segment = 'chain_ladder triangle' and cohort_users > 0
        group by cohort_month
        """
    )
    assert_same(
        {"ultimates": [
            {"cohort": int(row["cohort"]), "latest": int(row["latest"]),
             "projected": int(row["projected"])}
            for row in read("chain_ladder/ultimates")
        ]},
        {"ultimates": [
            {"cohort": row["cohort_month"].month, "latest": int(row["latest"]),
             "projected": round(row["projected"])}
            for row in found
        ]},
    )  # fmt: skip
    to_come = sum(row["projected"] - row["latest"] for row in found)
    assert round(to_come) == 18_680_856


def test_every_cell_of_the_triangle_is_a_value(lake: Lake) -> None:
    found = lake.query(
        "select month(cohort_month) as cohort, months_later, value from vw_cohort_value_monthly"
        " where segment = 'chain_ladder triangle' and is_complete and cohort_users > 0"
    )
    values = {(row["cohort"], row["months_later"]): row["value"] for row in found}
    expected = {
        (int(row["cohort"]), int(row["periods_later"])): Decimal(row["cumulative_value"])
        for row in read("chain_ladder/triangle")
    }
    assert {key: values[key] for key in expected} == expected
