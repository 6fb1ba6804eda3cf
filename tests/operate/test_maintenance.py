"""Maintenance: fewer files, the same rows, and nothing taken from those who read."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.differences import differences
from tests.events import DAY, event, item, lines
from tests.lakes import Lake, build_lake
from transforms.config import Config
from transforms.errors import PromiseBroken
from transforms.lake.connection import attach, connect
from transforms.lakehouse import Lakehouse
from transforms.operate import compaction, maintenance
from transforms.operate.compaction import count_files, find_expired_snapshots
from transforms.operate.maintenance import Maintained, find_pending, is_due, maintain
from transforms.system.progress import Progress

AT_ONCE = {"grace_hours": 0, "compress_archive_days": 0}


def batch(number: int) -> bytes:
    """Two months of events; visitors and products come back, so that rows are replaced."""
    return lines(
        *(
            event(name, f"v{visitor % 7}", (visitor % 2) * 31 * DAY + number * 90 + visitor,
                  user_id=f"u{visitor % 5}" if visitor % 3 else None,
                  items=[item(f"p{visitor % 4}", "HOT", price=number + 1, item_list_id="l")])
            for visitor in range(12)
            for name in ("view_item_list", "select_item", "add_to_cart")
        ),
        event("purchase", f"v{number % 7}", number * 90 + 50, transaction_id=f"t{number}",
              value=5, items=[item("p1", price=5)]),
    )  # fmt: skip


def lakehouse(lake: Lake, **settings: object) -> Lakehouse:
    """The lakehouse with its own settings of maintenance, or those of the warehouse."""
    kept = settings.pop("keep_snapshots_days", 0)
    config = {
        "warehouse": {"sync_data_files": False, "threads": 1, "keep_snapshots_days": kept},
        "maintenance": AT_ONCE | settings,
    }
    return Lakehouse(lake.home, Config.model_validate(config), Progress())


def maintained(lake: Lake, **settings: object) -> Maintained:
    return maintain(lake.connection, lakehouse(lake, **settings))


def on_disk(lake: Lake) -> int:
    return len(list((lake.home.warehouse / "data").rglob("*.parquet")))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made")
    build_lake(home, [batch(number) for number in range(4)]).close()
    return home


@pytest.fixture
def lake(made: Path, tmp_path: Path) -> Iterator[Lake]:
    """A lake of four batches, which has been moved since they were loaded."""
    shutil.copytree(made, tmp_path / "moved")
    lake = build_lake(tmp_path / "moved", [])
    yield lake
    lake.close()


@pytest.mark.slow
def test_small_files_become_one_per_partition_and_the_rows_stay(lake: Lake) -> None:
    before = lake.silver(), lake.query("from vw_revenue_daily order by all")
    done = maintained(lake)
    assert not differences(before[0], lake.silver())
    assert lake.query("from vw_revenue_daily order by all") == before[1]
    assert done.before.data + done.before.deletes > 60 > 45 > done.after.data
    assert done.after.deletes == 0
    counted = lake.query(
        """
        select table_name, file_count from ducklake_table_info('lake') where file_count > 1
        """
    )
    partitioned = {"fct_events", "fct_event_items", "silver_list_credits"}
    assert {row["table_name"] for row in counted} <= partitioned | {
        *("silver_sessions", "silver_event_sessions", "silver_list_impressions"),
        "silver_session_days",
    }
    assert {row["file_count"] for row in counted} == {2}, "two months"


@pytest.mark.slow
def test_a_second_time_there_is_nothing_to_do(lake: Lake) -> None:
    first = maintained(lake)
    maintained(lake)
    assert on_disk(lake) == first.after.data
    before = lake.query("select snapshot_id from lake.snapshots()")
    done = maintained(lake)
    assert done.before == done.after
    assert (done.snapshots_expired, done.files_deleted, done.packed.batches) == (0, 0, 0)
    assert lake.query("select snapshot_id from lake.snapshots()") == before


@pytest.mark.deep
def test_a_batch_after_it_lands_as_without_it(lake: Lake, tmp_path: Path) -> None:
    untouched = build_lake(
        tmp_path / "untouched", [batch(number) for number in range(6)], engine="duckdb"
    )
    maintained(lake)
    lake.load(batch(4))
    maintained(lake)
    lake.load(batch(5))
    assert not differences(untouched.silver(), lake.silver())
    untouched.close()


def test_what_waits_is_told_and_nothing_is_changed(lake: Lake) -> None:
    before = on_disk(lake), lake.query("select snapshot_id from lake.snapshots()")
    (lake.home.warehouse / "data" / "ducklake-orphan.parquet").write_bytes(b"")
    lake.home.staging.rename(lake.home.root / "elsewhere")
    pending = find_pending(lake.connection, lakehouse(lake))
    assert pending.files == count_files(lake.connection)
    assert pending.snapshots_to_expire == len(before[1]) - 1
    assert (pending.orphans, pending.batches_to_pack) == (1, 4)
    assert (on_disk(lake) - 1, lake.query("select snapshot_id from lake.snapshots()")) == before


@pytest.mark.slow
def test_within_the_grace_period_every_state_can_be_read_back(lake: Lake) -> None:
    states = {
        row["snapshot_id"]: lake.query(f"from fct_orders at (version => {row['snapshot_id']})")
        for row in lake.query("select snapshot_id from lake.ops.batches")
    }
    done = maintained(lake, grace_hours=1)
    assert (done.snapshots_expired, done.files_deleted) == (0, 0)
    assert len(states) == 4
    for snapshot, rows in states.items():
        assert lake.query(f"from fct_orders at (version => {snapshot})") == rows


@pytest.mark.deep
def test_after_it_one_state_of_each_kept_day_remains(lake: Lake) -> None:
    def age(days: float, first: int, last: int) -> None:
        lake.connection.execute(
            "update __ducklake_metadata_lake.ducklake_snapshot "
            f"set snapshot_time = cast(now() - interval {int(days * 86400)} second as varchar) "
            f"where snapshot_id between {first} and {last}"
        )

    ids = [
        row["snapshot_id"]
        for row in lake.query("select snapshot_id from lake.snapshots() order by all")
    ]
    maintained(lake, grace_hours=24)
    tidy = lake.query("select max(snapshot_id) as n from lake.ops.maintenance")[0]["n"]
    lake.load(batch(4))
    last = lake.query("select max(snapshot_id) as n from lake.snapshots()")[0]["n"]
    age(40, ids[0], ids[-2])
    age(3, ids[-1], last - 1)
    config = lakehouse(lake, grace_hours=24, keep_snapshots_days=30).config
    assert set(find_expired_snapshots(lake.connection, config)) == set(range(last)) - {tidy}
    config = lakehouse(lake, grace_hours=96, keep_snapshots_days=2).config
    assert find_expired_snapshots(lake.connection, config) == ids[:-1]
    maintained(lake, grace_hours=24, keep_snapshots_days=30)
    assert len(lake.query(f"from fct_orders at (version => {tidy})")) == 4
    assert lake.query("select count(*) as n from fct_orders")[0]["n"] == 5


@pytest.mark.deep
def test_a_reader_in_a_transaction_keeps_its_state_within_the_grace_period(lake: Lake) -> None:
    reader = connect(lake.config, lake.home.root / "reader")
    attach(reader, lake.home, lake.config, read_only=True)
    question = "select count(*), sum(hash(f)) from lake.silver.fct_event_items as f"
    reader.execute("begin")
    before = reader.execute(question).fetchall()
    lake.load(batch(4))
    for _ in range(2):
        maintained(lake, grace_hours=1)
    assert reader.execute(question).fetchall() == before
    reader.execute("commit")
    assert reader.execute(question).fetchall() != before
    reader.close()


@pytest.mark.slow
def test_files_that_nothing_needs_go_after_the_grace_period(lake: Lake) -> None:
    kept = on_disk(lake) + maintained(lake, grace_hours=24).after.data
    assert maintained(lake, grace_hours=24).files_deleted == 0
    waiting = "__ducklake_metadata_lake.ducklake_files_scheduled_for_deletion"
    listed = lake.query(f"select count(*) as n from {waiting}")[0]["n"]
    for days, deleted in ((1, 0), (3, listed)):  # whole days: the hour of the test is none of it
        lake.connection.execute(
            f"update {waiting} set schedule_start = cast(now() - interval {days} day as varchar)"
        )
        assert (
            find_pending(lake.connection, lakehouse(lake, grace_hours=25)).files_to_delete
            == deleted
        )
    assert maintained(lake, grace_hours=25).files_deleted == listed > 0
    assert on_disk(lake) < kept


@pytest.mark.deep
def test_the_time_zone_of_the_machine_does_not_shorten_the_grace_period(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    lake = build_lake(tmp_path, [batch(0), batch(1)])
    maintained(lake, grace_hours=24)
    found = lake.query(
        "select distinct schedule_start[-3:] as zone "
        "from __ducklake_metadata_lake.ducklake_files_scheduled_for_deletion"
    )
    assert found == [{"zone": "+00"}]
    lake.close()


@pytest.mark.slow
def test_files_that_killed_runs_left_go_and_known_ones_never(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = lake.home.warehouse / "data" / "silver" / "ducklake-orphan.parquet"
    orphan.write_bytes(b"")
    assert maintained(lake, grace_hours=1).orphans_deleted == 0
    monkeypatch.setattr(compaction, "orphans", lambda *_: [])
    with pytest.raises(PromiseBroken, match="only unknown files may be deleted"):
        maintained(lake)
    monkeypatch.undo()
    assert orphan.exists()
    assert maintained(lake).orphans_deleted == 1
    assert not orphan.exists()


@pytest.mark.slow
def test_it_is_due_after_so_many_batches(lake: Lake) -> None:
    assert is_due(lake.connection, lakehouse(lake, every_batches=4).config)
    assert not is_due(lake.connection, lakehouse(lake, every_batches=5).config)
    assert not is_due(lake.connection, lakehouse(lake, every_batches=0).config)
    maintained(lake)
    assert not is_due(lake.connection, lakehouse(lake, every_batches=1).config)
    lake.load(batch(4))
    assert is_due(lake.connection, lakehouse(lake, every_batches=1).config)


SOME = ["_record"]
MORE = [
    "compact",
    "expire_snapshots",
    "count_files",
    "delete_unneeded_files",
    "delete_orphans",
    "pack_batches",
    "shrink_catalog",
]
POINTS = [*SOME, *(pytest.param(name, marks=pytest.mark.deep) for name in MORE)]


@pytest.mark.slow
@pytest.mark.parametrize("name", POINTS)
def test_a_kill_anywhere_costs_nothing_and_the_next_time_does_the_rest(
    lake: Lake, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = lake.silver()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(maintenance, name, killed)
    with pytest.raises(KeyboardInterrupt):
        maintained(lake)
    monkeypatch.undo()
    assert not differences(before, lake.silver())
    maintained(lake)
    assert not differences(before, lake.silver())
    assert count_files(lake.connection).deletes == 0
