"""What a lake knows of itself is there when it is made anew from the archive."""

import pytest

from tests.cli.conftest import homes, loaded, new_shop
from tests.cli.shop import LATE, Shop
from tests.events import DAY, event, lines
from transforms.lake.carried import CARRIED

__all__ = ["homes", "loaded", "new_shop"]


def carried(shop: Shop) -> dict[str, list[object]]:
    with shop.asking() as ask:
        return {table: ask(f"from lake.ops.{table} order by all") for table in CARRIED}


@pytest.mark.deep
def test_publications_changed_numbers_and_alerts_outlive_the_lake(loaded: Shop) -> None:
    loaded.put("1.jsonl", lines(event("page_view", "w", 40 * DAY)))
    assert loaded.call("run").code == loaded.call("publish", "--team", "finance").code == 0
    loaded.put("2.jsonl", LATE.replace(b"T+1", b"T+2").replace(b"10.50", b"7.00"))
    assert loaded.call("run").code == loaded.call("publish", "--team", "finance").code == 0
    assert loaded.call("monitor").code == 0
    before = carried(loaded)
    assert before["restatements"]
    assert before["monitor_results"]
    assert loaded.call("replay", "--rebuild", "--from-archive").code == 0
    assert carried(loaded) == before
    assert loaded.call("publish", "--team", "finance").code == 0
    assert carried(loaded) == before, "no number is another one"


@pytest.mark.slow
def test_a_lake_that_cannot_be_read_takes_what_it_knew_with_it(loaded: Shop) -> None:
    (loaded.home / "warehouse" / "catalog.sqlite").write_bytes(b"noise")
    ended = loaded.call("replay", "--rebuild", "--from-archive")
    assert (ended.code, "of the old lake stay with it" in ended.err) == (0, True), ended.err
