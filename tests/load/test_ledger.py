"""The ledger: its tables grow with the releases."""

from pathlib import Path

import pytest

from tests.events import event, lines
from tests.lakes import build_lake
from transforms.models.schema import prepare


@pytest.mark.deep
def test_a_lake_of_an_older_release_gets_the_columns_that_have_come_since(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [lines(event("page_view", "v"))])
    described = lake.query("describe lake.ops.batches")
    lake.connection.execute("alter table lake.ops.batches drop column attempts")
    lake.connection.execute("delete from lake.ops.tables where table_name = 'batches'")
    prepare(lake.connection, lake.config)
    assert lake.query("describe lake.ops.batches") == described
    assert lake.query("select lines, attempts from lake.ops.batches") == [
        {"lines": 1, "attempts": None}
    ]
    lake.load(lines(event("page_view", "w")))
    assert lake.query("select attempts from lake.ops.batches where lines = 1 order by 1") == [
        {"attempts": 0},
        {"attempts": None},
    ]
    lake.close()
