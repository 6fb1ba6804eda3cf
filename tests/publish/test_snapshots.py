"""A pinned reader sees one state of the lake, whatever is committed meanwhile."""

from pathlib import Path

import pytest

from tests.events import event, item, lines
from tests.lakes import build_lake
from transforms.lake.connection import open_lake
from transforms.lake.snapshots import pin


def purchase(number: int) -> bytes:
    return lines(
        event("purchase", f"v{number}", transaction_id=f"T{number}", value=10, items=[item("p")])
    )


@pytest.mark.slow
def test_a_pinned_reader_does_not_see_a_later_batch(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [purchase(1)])
    with open_lake(lake.home, lake.config, read_only=True) as reader:
        snapshot = pin(reader, lake.home, lake.config)
        lake.load(purchase(2))
        orders = "select count(*), sum(revenue) from lake.silver.fct_orders"
        daily = "select sum(orders), sum(revenue) from lake.gold_finance.vw_revenue_daily"
        assert reader.execute(orders).fetchall() == [(1, 10)]
        assert reader.execute(daily).fetchall() == [(1, 10)]
        assert lake.connection.execute(orders).fetchall() == [(2, 20)]
    with open_lake(lake.home, lake.config, read_only=True) as reader:
        later = pin(reader, lake.home, lake.config)
    lake.close()
    assert later.snapshot_id > snapshot.snapshot_id
    assert later.committed_us > snapshot.committed_us
