"""Readers who poll while it is published see the old state or the new one, never less."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.events import event, item, lines
from tests.lakes import build_lake
from transforms.config import Config
from transforms.lakehouse import Lakehouse
from transforms.publish import publish
from transforms.system.progress import Progress

READER = Path(__file__).with_name("polling.py")
PURCHASE = lines(event("purchase", "v", transaction_id="T0", value=10, items=[item("p")]))
MORE = (
    "insert into lake.silver.fct_orders "
    "select * replace ('T' || ? as order_id) from lake.silver.fct_orders where order_id = 'T0'"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("publishes", "count"), [(2, 1), pytest.param(200, 2, marks=pytest.mark.deep)]
)
def test_readers_see_whole_states_that_go_forward(
    tmp_path: Path, publishes: int, count: int
) -> None:
    settings = {
        "warehouse": {"sync_data_files": False, "threads": 1},
        "publish": {"teams": ["finance"], "formats": ["duckdb", "csv"]},
    }
    lake = build_lake(tmp_path, [PURCHASE], settings)
    lakehouse = Lakehouse(lake.home, Config.model_validate(settings), Progress())
    publish(lakehouse)
    stop = tmp_path / "stop"
    command = [sys.executable, str(READER), str(lake.home.published), str(stop)]
    readers = [subprocess.Popen(command, stdout=-1, stderr=-1, text=True) for _ in range(count)]
    try:
        for number in range(1, publishes + 1):
            lake.connection.execute(MORE, [number])
            file, _ = publish(lakehouse)
    finally:
        stop.touch()
        ended = [reader.communicate(timeout=600) for reader in readers]
        lake.close()
    assert [reader.returncode for reader in readers] == [0] * count, ended
    for out, _ in ended:
        seen = json.loads(out)
        assert len(seen["file"]) > 1
        assert len(seen["folder"]) > 1
    with duckdb.connect(str(file.path), read_only=True) as connection:
        rows = connection.execute("select count(*) from vw_order_discounts").fetchone()
    assert rows == (publishes + 1,)
