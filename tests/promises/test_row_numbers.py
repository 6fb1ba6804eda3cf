"""Rows are numbered as they are written: no rewriting loses one, or ends the process."""

from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import connect
from transforms.lakehouse import Lakehouse
from transforms.query.shell import start_text
from transforms.system.progress import Progress

NUMBERED = """
    select * from (
        select n, row_number() over (partition by n order by null) as number
        from (values (3), (3)) as rows(n)
    )
    where number <= 7
"""


def test_no_row_is_lost_where_nothing_orders_them(tmp_path: Path) -> None:
    with connect(Config(), tmp_path) as connection:
        assert sorted(connection.execute(NUMBERED).fetchall()) == [(3, 1), (3, 2)]


def test_no_analyst_loses_one(tmp_path: Path) -> None:
    words = start_text(Lakehouse(Home(tmp_path), Config(), Progress()), "all")
    (setting,) = [line for line in words.splitlines() if "disabled_optimizers" in line]
    with duckdb.connect() as connection:
        connection.execute(setting)
        assert sorted(connection.execute(NUMBERED).fetchall()) == [(3, 1), (3, 2)]


def test_it_is_still_needed() -> None:
    with duckdb.connect() as connection:
        assert connection.execute(NUMBERED).fetchall() == []
