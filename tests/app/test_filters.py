"""Filters narrow the tables that a page reads; its queries stay as they are."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from transforms.app.filters import Choices, Filters, read_choices
from transforms.config import Config
from transforms.pages.answers import ask, open_file
from transforms.pages.page import Page

QUERIES = {
    "people": "select day, dau from vw_people where segment = 'all' order by day",
    "sales": "select sum(orders) as orders from vw_sales",
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filters") / "growth.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create table vw_people as from (values
                (date '2024-01-01', 'all', 3), (date '2024-01-01', 'o''x', 1),
                (date '2024-01-02', 'all', 5), (date '2024-01-02', 'o''x', 2)
            ) as rows(day, segment, dau);
            create table vw_sales as from (values
                (date '2024-01-01', 'WEB', 10), (date '2024-01-03', 'IOS', 20)
            ) as rows(order_date, platform_id, orders)
            """
        )
    return path


def rows(file: Path, filters: Filters) -> tuple[list[int], int | None]:
    page = Page("p", "P", "growth", "", QUERIES, ())
    found = ask(page, file, Config(), filters.narrow)
    assert not [each.reason for each in found.values() if each.reason]
    return found["people"].values("dau"), found["sales"].values("orders")[0]


@pytest.mark.parametrize(
    ("filters", "people", "orders"),
    [
        pytest.param(Filters(), [3, 5], 30, id="nothing is chosen"),
        pytest.param(Filters(segment="o'x"), [1, 2], 30, id="a segment in the place of all"),
        pytest.param(Filters(platform="IOS"), [3, 5], 20, id="a platform"),
        pytest.param(Filters(since=date(2024, 1, 2)), [5], 20, id="from a day"),
        pytest.param(Filters(until=date(2024, 1, 1)), [3], 10, id="up to a day, which counts"),
        pytest.param(Filters(segment="none' or '1'='1"), [], 30, id="a segment that is none"),
        pytest.param(
            Filters(date(2024, 1, 2), date(2024, 1, 2), "o'x", "WEB"), [2], None, id="all of them"
        ),
    ],
)
def test_a_page_sees_what_is_chosen(
    file: Path, filters: Filters, people: list[int], orders: int | None
) -> None:
    assert rows(file, filters) == (people, orders)


def test_what_can_be_chosen_is_what_the_tables_have(file: Path) -> None:
    with open_file(file, Config()) as connection:
        found = read_choices(connection)
    assert found == Choices(date(2024, 1, 1), date(2024, 1, 3), ["o'x"], ["IOS", "WEB"])
