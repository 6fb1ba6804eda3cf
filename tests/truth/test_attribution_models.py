"""PostHog's attribution: 17 touches, 10 conversions and 26 expectations of five models.

Its conversions are no visits, so orders and visits are given as rows of Silver. An influenced
conversion is one that a campaign had any touch of.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.lakes import Lake, build_lake
from tests.paths import DATA

TRUTH = DATA / "attribution_models"
MODELS = {"first_touch": "first_click", "last_touch": "last_click"}
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (TRUTH / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


EXPECTED = read("expected")
LOOKBACK = {touch["case"]: int(touch["lookback_days"]) for touch in read("touches")}


@dataclass(frozen=True)
class Lakes:
    """A lake for each lookback, with the rows of its cases."""

    of_days: dict[int, Lake]

    def ask(self, case: str, sql: str) -> Any:
        """Give the one value of a query; `{of_case}` chooses the orders of a case."""
        query = sql.replace("{of_case}", f"order_id like '{case} %'")
        row = self.of_days[LOOKBACK[case]].connection.execute(query).fetchone()
        return row[0] if row else None


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lakes]:
    home = tmp_path_factory.mktemp("models")
    lakes = {}
    for days in set(LOOKBACK.values()):
        config = {"attribution": {"lookback_days": days}, "warehouse": {"threads": 1}}
        lakes[days] = build_lake(home / str(days), [], config, engine="duckdb")
        fill(lakes[days], days)
    yield Lakes(lakes)
    for lake in lakes.values():
        lake.close()


def fill(lake: Lake, days: int) -> None:
    """Put the visits and orders of the cases with this lookback into Silver."""
    ask = lake.connection.execute
    touches = [each for each in read("touches") if LOOKBACK[each["case"]] == days]
    sales = [each for each in read("conversions") if LOOKBACK[each["case"]] == days]
    people = {f"{each['case']} {each['user_id']}" for each in (*touches, *sales)}
    for person in people:
        ask(
            "insert into silver_identity_map by name select ? as visitor_id, ? as user_id",
            [person, person],
        )
    for number, touch in enumerate(touches):
        ask(
            "insert into silver_sessions by name select ? as session_id, ? as visitor_id,"
            " ?::timestamp as session_start_at, ? as campaign, 'Paid Other' as channel",
            [
                str(number),
                f"{touch['case']} {touch['user_id']}",
                touch["session_start"].rstrip("Z"),
                touch["campaign"],
            ],
        )
    for number, sale in enumerate(sales):
        ask(
            "insert into fct_orders by name select ? as order_id, ? as visitor_id,"
            " ?::timestamp as ordered_at, ?::decimal(18, 4) as revenue",
            [
                f"{sale['case']} {number}",
                f"{sale['case']} {sale['user_id']}",
                sale["converted_at"].rstrip("Z"),
                sale["revenue"],
            ],
        )


def test_there_are_26_expectations() -> None:
    assert len(EXPECTED) == 26


@pytest.mark.parametrize(
    "row", EXPECTED, ids=lambda row: f"{row['case']} {row['metric']} {row['campaign']}"
)
def test_an_expectation_holds(lakes: Lakes, row: Row) -> None:
    case, metric, campaign = row["case"], row["metric"], row["campaign"]
    if metric == "total_conversions":
        found = lakes.ask(case, "select count(*) from fct_orders where {of_case}")
    elif metric == "unattributed_conversions":
        found = lakes.ask(
            case,
            "select sum(credit) from vw_attribution"
            " where {of_case} and model = 'linear' and channel = '(unattributed)'",
        )
    elif metric == "influenced_conversions":
        found = lakes.ask(
            case,
            "select count(distinct order_id) from vw_order_touches"
            f" where {{of_case}} and campaign = '{campaign}'",
        )
    else:
        found = lakes.ask(
            case,
            f"select sum(credit) from vw_attribution where {{of_case}}"
            f" and model = '{MODELS.get(metric, metric)}' and campaign = '{campaign}'",
        )
    if row["value"] == "ABSENT":
        assert found is None
    else:
        assert float(found or 0) == pytest.approx(float(row["value"]), abs=1e-6)
