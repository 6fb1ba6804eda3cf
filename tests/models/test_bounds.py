"""What the scopes of a batch reach is asked once, and together."""

from datetime import date
from typing import Any

import duckdb
import pytest

from transforms.models.bounds import ScopeBounds, Wish

WANTED: list[Wish] = [("orders", "day", "day"), ("orders", "n", "extremes"), ("late", "day", "day")]


class Counting:
    """A connection that counts what it is asked."""

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._connection.execute(
            "create table orders as select date '2024-01-01' + n::int as day, n from range(3) r(n)"
        )
        self.asked = 0

    def execute(self, query: str) -> Any:
        self.asked += 1
        return self._connection.execute(query)


@pytest.fixture
def connection() -> Counting:
    return Counting()


def test_wishes_of_what_is_made_are_asked_together(connection: Counting) -> None:
    bounds = ScopeBounds(connection, WANTED)  # type: ignore[arg-type]
    bounds.note("orders", 3)
    assert bounds.days("orders", "day", "day") == [date(2024, 1, day) for day in (1, 2, 3)]
    assert bounds.extreme("orders", "n", "min") == 0
    assert bounds.extreme("orders", "n", "max") == 2
    assert connection.asked == 1


def test_a_scope_that_is_not_made_yet_is_not_asked(connection: Counting) -> None:
    bounds = ScopeBounds(connection, WANTED)  # type: ignore[arg-type]
    bounds.note("orders", 3)
    bounds.days("orders", "day", "day")
    connection.execute("create table late as select * from orders where n = 1")
    bounds.note("late", 1)
    assert bounds.days("late", "day", "day") == [date(2024, 1, 2)]


def test_an_empty_scope_is_never_asked(connection: Counting) -> None:
    bounds = ScopeBounds(connection, WANTED)  # type: ignore[arg-type]
    bounds.note("orders", 0)
    assert bounds.days("orders", "day", "day") == []
    assert bounds.extreme("orders", "n", "min") is None
    assert not bounds.has_rows("orders")
    assert connection.asked == 0


def test_a_wish_that_nobody_foresaw_is_asked_as_it_comes(connection: Counting) -> None:
    bounds = ScopeBounds(connection)  # type: ignore[arg-type]
    assert bounds.has_rows("orders")
    assert bounds.days("orders", "day", "day + 1")[-1] == date(2024, 1, 4)
