"""Google's Merchandise Store, the example: its people on their way through seven stages."""

import gzip
from pathlib import Path

import pytest

from tests.lakes import build_lake
from tests.paths import PROJECT

pytestmark = pytest.mark.deep  # it loads the whole example
EXAMPLE = PROJECT / "examples/merch_store/events.jsonl.gz"


def test_seven_stages_lose_people_at_each(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [gzip.decompress(EXAMPLE.read_bytes())], engine="duckdb")
    found = lake.query("select * from vw_user_funnel where segment = 'all' order by stage_number")
    lake.close()
    assert [row["users"] for row in found] == [1801, 1498, 483, 181, 56, 24, 0]
    assert [row["drop_off"] for row in found] == [None, 303, 1015, 302, 125, 32, 24]
