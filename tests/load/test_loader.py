"""Loading: how many threads materialize a batch, and what an earlier load leaves behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.events import DAY, event, lines
from tests.lakes import Lake, build_lake
from transforms.load.loader import MOST_DAYS


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    """An empty lake whose DuckDB may use two threads."""
    two = {"warehouse": {"sync_data_files": False, "threads": 2}}
    lake = build_lake(tmp_path / "home", [], two)
    yield lake
    lake.close()


def batch(days: int) -> bytes:
    """One event on each of so many days."""
    return lines(*(event("page_view", f"visitor of {days}", day * DAY) for day in range(days)))


@pytest.mark.parametrize(("days", "threads"), [(MOST_DAYS, 1), (MOST_DAYS + 1, 2)])
def test_a_small_batch_of_many_days_is_materialized_by_all_threads(
    lake: Lake, days: int, threads: int
) -> None:
    lake.load(batch(days))
    assert lake.query("select current_setting('threads') as threads") == [{"threads": threads}]


def test_a_batch_that_is_loaded_again_has_one_entry_and_one_of_each_refusal(lake: Lake) -> None:
    held = b'{"not": "an event"}\n' + lines(event("page_view", "v", colour="red"))
    found = []
    for _ in range(2):
        lake.load(held)
        found.append(
            lake.query(
                "select (select count(*) from ops.batches) as batches,"
                " (select count(*) from ops.dead_letters) as refused,"
                " (select count(*) from ops.field_drift) as fields"
            )
        )
    assert found == [[{"batches": 1, "refused": 1, "fields": 1}]] * 2
