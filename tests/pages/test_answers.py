"""Queries read their team's file alone; one that fails says why, and takes no other along."""

from pathlib import Path

import duckdb
import pytest

from transforms.config import Config
from transforms.pages.answers import MOST_ROWS, MOST_TEXT, Answer, ask
from transforms.pages.page import Page

CONFIG = Config.model_validate({"growth": {"north_star": "orders"}})


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asked") / "growth.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table days as select 1 as day, repeat('x', 999) as word")
    return path


def answer(file: Path, **queries: str) -> dict[str, Answer]:
    return ask(Page("p", "P", "growth", "", queries, ()), file, CONFIG)


def test_a_query_that_fails_takes_no_other_along(file: Path) -> None:
    found = answer(file, broken="from days_of_old", good="select day, word from days")
    assert "days_of_old does not exist" in found["broken"].reason
    assert found["good"].columns == {"day": "INTEGER", "word": "VARCHAR"}
    assert found["good"].rows == [(1, "x" * MOST_TEXT + "…")]


def test_no_row_is_lost_where_nothing_orders_them(file: Path) -> None:
    numbered = "select n, row_number() over (partition by n order by null) as place"
    query = f"select n from ({numbered} from (values (3), (3)) as rows(n)) where place <= 7"
    assert answer(file, all=query)["all"].rows == [(3,), (3,)]


def test_the_north_star_is_the_setting(file: Path) -> None:
    assert answer(file, star="select getvariable('north_star') as s")["star"].rows == [("orders",)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        pytest.param("create table more as from days", "must be one SELECT", id="writes"),
        pytest.param("from days; from days", "must be one SELECT", id="two of them"),
        pytest.param("copy days to 'x.csv'", "must be one SELECT", id="exports"),
        pytest.param("from read_text('/etc/hostname')", "disabled", id="reads a file"),
        pytest.param("from 'x.csv'", "disabled", id="reads a file by its name"),
        pytest.param(f"from range({MOST_ROWS + 1})", "at most 5,000 rows", id="too many rows"),
        pytest.param("select 'password=hunter22x' :: int", "password=***", id="tells a secret"),
    ],
)
def test_what_a_query_may_not_do_is_its_reason(file: Path, query: str, said: str) -> None:
    reason = answer(file, q=query)["q"].reason
    assert said in reason
    assert "hunter22x" not in reason
