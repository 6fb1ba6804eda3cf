"""Tables that never had a row: a batch reads their twins, and deletes nothing from them."""

from pathlib import Path

import duckdb
import pytest

from tests.events import event, lines
from tests.lakes import Lake, build_lake
from tests.load.test_statements import Recorded, visit
from transforms.models.empty_tables import EmptyTables


def load(lake: Lake, batch: bytes) -> list[str]:
    """Load a batch, and give the statements that it took."""
    recorded = Recorded(lake.connection)
    Lake(lake.home, lake.config, recorded).load(batch)  # type: ignore[arg-type]
    return recorded.statements


def twins(lake: Lake) -> set[str]:
    rows = lake.query("select table_name from duckdb_tables() where database_name = 'temp'")
    return {row["table_name"] for row in rows} & {"fct_events", "fct_refunds", "stg_events"}


def test_the_first_batch_deletes_nothing(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [])
    assert not [each for each in load(lake, visit(0)) if each.startswith("delete")]
    assert twins(lake) == set()
    assert "fct_events" not in EmptyTables(lake.connection)
    assert "fct_marketing_costs" in EmptyTables(lake.connection)
    lake.close()


def test_a_table_that_had_rows_once_is_read(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [visit(0)])
    lake.connection.execute("delete from lake.silver.fct_refunds")
    assert "fct_refunds" not in EmptyTables(lake.connection)
    lake.close()


def test_a_failed_batch_leaves_no_twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = build_lake(tmp_path, [])
    monkeypatch.setattr("transforms.load.loader.materialize_silver", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lake.load(lines(event("page_view", "v")))
    assert twins(lake) == set()
    lake.close()


def test_a_database_without_a_catalog_has_no_twins() -> None:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as lake")
        assert "fct_events" not in EmptyTables(connection)
