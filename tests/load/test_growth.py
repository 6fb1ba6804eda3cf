"""What a batch reads grows with the days that it touches, not with the history of the lake.

Counted are files and row groups, statement by statement. Bounded are staging and the tables that
are split by month, as they grow with every event. Exempt is what is looked up by key over all
time, where no day can bound it: purchases, their lines and orders (one may be repeated or refunded
years later), the days of visitors, products and sightings (a row for each day), and dimensions
(a row for each version).
"""

import re
from dataclasses import dataclass

import pytest

from tests.events import DAY, Row, event, item, lines
from tests.lakes import Lake, build_lake
from tests.reads import Groups, reads_of
from transforms.lakehouse import Lakehouse
from transforms.models.model import read_models
from transforms.operate.maintenance import maintain
from transforms.system.progress import Progress

BOUNDED = {"stg_events"} | {model.name for model in read_models("silver") if model.partition}
ITEMS = [item("p", "HOT|NELO_XP_1", price=5, item_list_id="l")]
EARLY, LATE = 25, 29
MONTH = 31

#: They look sessions up between the first and the last moment that the batch touches, whatever
#: lies between: a session may have begun days before the event that touches it.
OVER_A_RANGE = (
    "temp table former_sessions as",
    "orders_in_sessions",
)

Key = tuple[str, str]
Reads = dict[Key, Groups]
"""The row groups that each statement reads of each bounded table."""


@dataclass(frozen=True)
class Stages:
    """What a batch for two days of late March reads from a lake that holds more and more."""

    of_a_month: Reads
    after_more_batches: Reads
    after_maintenance: Reads
    of_a_year: Reads


def visits(*days: int, minute: int = 0) -> list[Row]:
    """Visits of the same twelve people to the same product, each with a purchase."""
    made: list[Row] = []
    for day in days:
        for visitor in range(12):
            who, at = f"v{visitor}", day * DAY + minute + visitor
            made.append(event("view_item_list", who, at, user_id=f"u{visitor}", items=ITEMS))
            bought = f"t{day}-{minute}-{visitor}"
            made.append(event("purchase", who, at + 1, transaction_id=bought, items=ITEMS))
    return made


def read_by_a_batch(lake: Lake, minute: int) -> Reads:
    """Load visits on those days and look what was read."""
    with reads_of(lake.connection, lake.home.warehouse / "data") as statements:
        lake.load(lines(*visits(EARLY, LATE, minute=minute)))
    return {
        (re.sub(r"timestamp '[^']*'", "…", sql), table): groups
        for sql, tables in statements
        for table, groups in tables.items()
        if table in BOUNDED
    }


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    lake = build_lake(tmp_path_factory.mktemp("growing"), [], {"maintenance": {"grace_hours": 0}})
    lake.connection.execute("call lake.set_option('parquet_row_group_size', '2048')")
    lake.load(lines(*(event("page_view", f"w{n % 40}", n * 5) for n in range(8000)), *visits(0)))
    of_a_month = read_by_a_batch(lake, 0)
    lake.load(lines(*visits(26, 28)))
    after_more_batches = read_by_a_batch(lake, 100)
    maintain(lake.connection, Lakehouse(lake.home, lake.config, Progress()))
    after_maintenance = read_by_a_batch(lake, 200)
    lake.load(lines(*visits(*range(-MONTH, -12 * MONTH, -MONTH))))
    of_a_year = read_by_a_batch(lake, 300)
    lake.close()
    return Stages(of_a_month, after_more_batches, after_maintenance, of_a_year)


def files(groups: Groups) -> int:
    return len({path for path, _ in groups})


def more_files(reads: Reads, than: Reads, but: tuple[str, ...] = ()) -> dict[Key, tuple[int, int]]:
    """Find statements that read two files of a table more: one more is of the batch before, which
    brought the same days. Those that hold one of the texts may do so for the sessions."""
    counts = {
        (sql, table): (files(groups), files(than.get((sql, table), set())))
        for (sql, table), groups in reads.items()
        if table != "silver_sessions" or not any(text in sql for text in but)
    }
    return {key: (count, old) for key, (count, old) in counts.items() if count > old + 1}


@pytest.mark.slow
def test_what_is_bounded_is_read_and_seen(stages: Stages) -> None:
    seen = {table for _, table in stages.of_a_month}
    assert seen >= {"fct_events", "fct_event_items", "silver_sessions", "stg_events"}


@pytest.mark.slow
def test_of_a_large_file_only_the_row_group_of_the_days_is_read(stages: Stages) -> None:
    """The month's file has four."""
    for (sql, table), groups in stages.of_a_month.items():
        if table == "fct_events":
            assert len(groups) == files(groups), sql


@pytest.mark.deep
def test_batches_of_the_days_between_cost_no_file(stages: Stages) -> None:
    assert more_files(stages.after_more_batches, stages.of_a_month, OVER_A_RANGE) == {}


@pytest.mark.slow
def test_maintenance_leaves_one_file_of_the_month_to_read(stages: Stages) -> None:
    """The other one is what the batch itself has written."""
    assert max(map(files, stages.after_more_batches.values())) > 2
    assert max(map(files, stages.after_maintenance.values())) == 2


@pytest.mark.slow
def test_a_year_of_history_cost_no_file(stages: Stages) -> None:
    assert more_files(stages.of_a_year, stages.after_maintenance) == {}


@pytest.mark.slow
def test_a_year_of_history_cost_no_row_group(stages: Stages) -> None:
    """One more is of the batch before."""
    for (sql, table), groups in stages.of_a_year.items():
        assert len(groups) <= len(stages.after_maintenance[sql, table]) + 1, sql
