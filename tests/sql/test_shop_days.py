"""The shop's day: its midnight begins the days of every table, and times stay UTC."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.differences import differences
from tests.events import NOON, event, item, lines
from tests.lakes import Lake, build_lake
from tests.sql.stories import Case, Story, tell
from transforms.models.silver import rebuild_silver

CONFIG = {"calendar": {"timezone": "Europe/Berlin"}}
Row = dict[str, Any]


def utc(text: str) -> float:
    """Minutes from noon of 2024-03-01 to a moment."""
    return (datetime.fromisoformat(text) - NOON).total_seconds() / 60


def days(name: str, moments: dict[str, str]) -> Case:
    """Events at moments (UTC), each on its day."""
    return Case(
        name,
        f"visitor_id = '{name}'",
        [event("page_view", name, utc(moment)) for moment in moments],
        [
            {"event_at": datetime.fromisoformat(moment), "event_date": date.fromisoformat(day)}
            for moment, day in moments.items()
        ],
    )


CASES = [
    days(
        "midnight of the shop",
        {
            "2024-01-10T22:59:59": "2024-01-10",
            "2024-01-10T23:00:00": "2024-01-11",
            "2024-07-10T21:59:59": "2024-07-10",
            "2024-07-10T22:00:00": "2024-07-11",
        },
    ),
    days(
        "a day of 23 hours",
        {
            "2024-03-30T22:59:59": "2024-03-30",
            "2024-03-30T23:00:00": "2024-03-31",
            "2024-03-31T21:59:59": "2024-03-31",
            "2024-03-31T22:00:00": "2024-04-01",
        },
    ),
    days(
        "a day of 25 hours",
        {
            "2024-10-26T21:59:59": "2024-10-26",
            "2024-10-26T22:00:00": "2024-10-27",
            "2024-10-27T22:59:59": "2024-10-27",
            "2024-10-27T23:00:00": "2024-10-28",
        },
    ),
]

ORDER = {"transaction_id": "t", "value": 5}
#: One visit over the shop's midnight of 1 May (22:00 UTC), with a price that changes there.
NIGHT = [
    event("view_item", "n", utc("2024-04-30T21:50:00"), items=[item("p", "HOT", price=1)]),
    event("purchase", "n", utc("2024-04-30T22:05:00"), items=[item("p", price=2)], **ORDER),
]
APRIL, MAY = date(2024, 4, 30), date(2024, 5, 1)
NIGHT_TABLES = {
    "silver_user_sessions": ("session_date", [APRIL]),
    "silver_event_sessions": ("session_date, event_date", [(APRIL, APRIL), (APRIL, MAY)]),
    "fct_orders": ("order_date, ordered_at", [(MAY, datetime(2024, 4, 30, 22, 5))]),
    "fct_order_items": ("order_date", [MAY]),
    "dim_products": (
        "price, valid_from, valid_to",
        [(Decimal(1), APRIL, MAY), (Decimal(2), MAY, None)],
    ),
    "dim_campaigns": ("valid_from", [APRIL]),
    "dim_users": ("first_seen_date, first_purchase_date", [(APRIL, MAY), (APRIL, None)]),
    "dim_dates": ("date_day, weekday_number", [(APRIL, 2), (MAY, 3)]),
    "watermark": ("event_date", [MAY]),
    "vw_revenue_daily": ("order_date, revenue", [(MAY, Decimal(5))]),
    "vw_platform_daily_performance_sessions": ("session_date, sessions", [(APRIL, 1)]),
    "stg_events": ("event_date", [APRIL, APRIL]),
}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return tell(tmp_path_factory.mktemp("days"), "fct_events", CASES, CONFIG)


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


@pytest.fixture(scope="module", params=["in time", "late"])
def night(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    events = NIGHT if request.param == "in time" else NIGHT[::-1]
    home = tmp_path_factory.mktemp("night")
    return build_lake(home, [lines(each) for each in events], CONFIG, engine="duckdb")


@pytest.mark.parametrize("table", NIGHT_TABLES)
def test_every_date_is_the_shop_s(table: str, night: Lake) -> None:
    columns, wish = NIGHT_TABLES[table]
    found = night.connection.execute(f"select {columns} from {table} order by all").fetchall()
    assert found == [row if isinstance(row, tuple) else (row,) for row in wish]


def test_a_rebuild_moves_every_day_to_another_zone(tmp_path: Path) -> None:
    moved = build_lake(tmp_path / "utc", [lines(*NIGHT)], engine="duckdb")
    meant = build_lake(tmp_path / "berlin", [lines(*NIGHT)], CONFIG, engine="duckdb")
    rebuild_silver(moved.connection, meant.config)
    text = differences(meant.silver(), moved.silver())
    moved.close()
    meant.close()
    assert not text, text
