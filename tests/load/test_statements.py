"""What a small batch costs is its statements: each asks the catalog for the files of its tables."""

import re
from collections import Counter
from typing import Any

import duckdb
import pytest

from tests.events import event, item, lines
from tests.lakes import Lake, build_lake


def visit(minute: int) -> bytes:
    """Someone looks, buys and is paid back; someone logs in."""
    seen, bought = item("p", "HOT|NELO_XP_1", price=5, item_list_id="l"), item("p", "HOT", price=5)
    return lines(
        event("view_item_list", "v", minute, items=[seen]),
        event("purchase", "v", minute + 1, transaction_id="t", value=5, items=[bought]),
        event("refund", "v", minute + 2, transaction_id="t", value=1),
        event("page_view", "w", minute + 3, user_id="u"),
    )


class Recorded:
    """A connection that writes down what it is asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.statements: list[str] = []

    def execute(self, query: str, *values: Any) -> duckdb.DuckDBPyConnection:
        self.statements.append(re.sub(r"--.*", "", query))
        return self._connection.execute(query, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The statements of a batch that touches every table, after one that did, too."""
    lake = build_lake(tmp_path_factory.mktemp("statements"), [visit(0)])
    recorded = Recorded(lake.connection)
    Lake(lake.home, lake.config, recorded).load(visit(15))  # type: ignore[arg-type]
    lake.close()
    return recorded.statements


def test_a_batch_takes_so_many_statements(statements: list[str]) -> None:
    assert len(statements) <= 110


def test_a_small_batch_gives_memory_back(statements: list[str]) -> None:
    """DuckDB would keep what its statements let go of, up to half a gigabyte."""
    assert "set allocator_bulk_deallocation_flush_threshold = '4MB'" in statements[0]


def test_a_batch_without_costs_does_not_ask_for_them(statements: list[str]) -> None:
    names = "from touched_costs|into lake.silver.fct_marketing_costs|delete from .*marketing_costs"
    assert not [each for each in statements if re.search(names, each)]


def test_tables_without_bounds_are_read_so_often(statements: list[str]) -> None:
    reads = Counter(re.findall(r"\b(?:from|join)\s+(?:lake\.\w+\.)?(\w+)", " ".join(statements)))
    assert reads["silver_purchase_events"] <= 4
    assert reads["silver_purchase_items"] <= 1
    assert reads["silver_identity_map"] <= 4


def test_a_batch_without_identities_asks_for_none(statements: list[str]) -> None:
    """What is known is looked up there too; else its name stands in the ledger's row alone."""
    empty = "limit 0$|^drop table"  # the twin of a table without a row
    told = [
        each
        for each in statements
        if re.search("superseded|retracted|standing", each) and not re.search(empty, each)
    ]
    assert [re.findall(r"table known_events|into lake.ops.batches", each) for each in told] == [
        ["table known_events"],
        ["into lake.ops.batches"],
    ]
