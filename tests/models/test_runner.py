"""The runner: what a batch does not touch, it does not write (what it reads: test_growth.py)."""

from collections.abc import Iterator

import pytest

from tests.events import DAY, event, item, lines
from tests.lakes import Lake, build_lake
from transforms.load.loader import load_group
from transforms.models.runner import ModelRun

MONTHS = 6
VISITORS = 20
"""Enough rows for files of their own; fewer would lie in the catalog."""


def visits(minute: float) -> bytes:
    return lines(
        *(
            event("view_item", f"v{visitor}", minute, items=[item("p", price=1)])
            for visitor in range(VISITORS)
        )
    )


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A lake with visits in each of some months, from March on."""
    months = b"".join(visits(month * 31 * DAY) for month in range(MONTHS))
    lake = build_lake(tmp_path_factory.mktemp("runner"), [months])
    yield lake
    lake.close()


def files(lake: Lake, table: str) -> set[str]:
    found = lake.query(
        f"select data_file from ducklake_list_files('lake', '{table}', schema => 'silver')"
    )
    return {row["data_file"] for row in found}


def test_a_batch_writes_into_the_month_that_it_touches(lake: Lake) -> None:
    before = {table: files(lake, table) for table in ("fct_events", "silver_sessions")}
    lake.load(visits(2))
    for table, known in before.items():
        brought = files(lake, table) - known
        assert len(known) == MONTHS
        assert brought
        assert all("month=3/" in name for name in brought), brought


def test_what_nothing_touches_does_not_run(lake: Lake) -> None:
    lake.load(lines(event("page_view", "lone", 3)))
    runs = lake.query(
        "select model, rows from lake.ops.model_runs "
        "where batch_id = (select max_by(batch_id, finished_at) from lake.ops.batches)"
    )
    rows = {run["model"]: run["rows"] for run in runs}
    assert rows["fct_events"] == rows["silver_sessions"] == 1
    assert rows["fct_orders"] == rows["fct_event_items"] == rows["silver_product_days"] == 0


@pytest.mark.slow
def test_a_replayed_batch_lands_nothing(lake: Lake) -> None:
    from transforms.archive.reader import archived

    runs: list[ModelRun] = []
    before = lake.silver()
    for batch in archived(lake.home):
        load_group(lake.connection, lake.home, lake.config, [batch], on_model=runs.append)
    assert lake.silver() == before
    assert {run.rows for run in runs if run.model in ("fct_events", "fct_orders")} == {0}
