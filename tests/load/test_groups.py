"""Batches that are loaded together are what they are one after the other."""

from pathlib import Path

import pytest

from tests.differences import assert_same
from tests.events import event, item, lines
from tests.lakes import Lake, Row, build_lake
from transforms.archive.writer import BatchWriter
from transforms.home import Home
from transforms.load import groups
from transforms.load.groups import in_groups

FIRST = lines(
    event("page_view", "v", 0, colour="red"),
    event("purchase", "v", 1, transaction_id="T", value="9", items=[item("p", price=9)]),
    event("page_view", "v", 0, colour="red"),
)
SECOND = b"not json\n\n" + lines(
    event("page_view", "v", 0, colour="red"), event("page_view", "w", 2, colour="red", size=1)
)
THIRD = lines(event("page_view", "w", 2, colour="red", size=1)) + b"{\n" + FIRST

LEDGER = """
    select batch_id, source, state, lines, staged, duplicates, dead_lettered, blank,
        first_event_at, last_event_at
    from lake.ops.batches
"""


def kept(lake: Lake) -> dict[str, list[Row]]:
    """What a lake tells of its batches, but for their names and the times of the run."""
    names = [row["batch_id"] for row in lake.query("select batch_id from lake.ops.batches")]
    tables = {
        "batches": LEDGER,
        "dead_letters": "select * exclude (refused_at) from lake.ops.dead_letters",
        "field_drift": "select * exclude (seen_at) from lake.ops.field_drift",
        "stg_events": "select * exclude (ingested_at, processed_at) from lake.staging.stg_events",
        "fct_events": "select * from lake.silver.fct_events",
    }
    digests = {name: name[-12:] for name in names}
    return {
        table: [
            {key: str(value) for key, value in row.items()} | {"batch_id": digests[row["batch_id"]]}
            for row in lake.query(sql)
        ]
        for table, sql in tables.items()
    }


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("ducklake", marks=pytest.mark.deep)])
def test_a_group_is_what_its_batches_are_in_their_order(tmp_path: Path, engine: str) -> None:
    alone = build_lake(tmp_path / "alone", [FIRST, SECOND, THIRD], engine=engine)  # type: ignore[arg-type]
    group = build_lake(tmp_path / "group", [], engine=engine)  # type: ignore[arg-type]
    loaded = group.load_together(FIRST, SECOND, THIRD)
    assert [each.entry.staged for each in loaded] == [2, 1, 0]
    assert [each.entry.duplicates for each in loaded] == [1, 1, 4]
    assert [each.entry.dead_lettered for each in loaded] == [0, 1, 1]
    assert [each.drift.lines for each in loaded] == [
        {"colour": 2},
        {"colour": 2, "size": 1},
        {"colour": 3, "size": 1},
    ]
    assert_same(kept(alone), kept(group))
    assert_same(alone.silver(), group.silver())
    for lake in (alone, group):
        lake.close()


def test_lines_that_are_loaded_stay_out_of_a_group(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [SECOND], engine="duckdb")
    before = kept(lake)
    lake.load_together(FIRST, SECOND)
    after = kept(lake)
    assert len(after["stg_events"]) == len(before["stg_events"]) + 3
    assert sorted(row["lines"] for row in after["batches"]) == ["3", "4"]
    lake.load_together(SECOND, FIRST)
    assert_same(kept(lake), after)
    lake.close()


def archived(home: Home, *sizes: int) -> list[str]:
    ids = []
    for number, size in enumerate(sizes):
        with BatchWriter(home) as writer:
            writer.append((b"%d" % number + b" " * (size - 2) + b"\n")[:size])
            ids.append(writer.finish("test").batch_id)
    return ids


def test_a_group_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    a, b, c, d, e = archived(home, 40, 40, 40, 500, 40)
    monkeypatch.setattr(groups, "MOST_BYTES", 100)
    assert list(in_groups(home, [a, b, c, d, e])) == [[a, b], [c], [d], [e]]
    assert list(in_groups(home, [a, b, e], alone=[b])) == [[a], [b], [e]]
    (nothing,) = archived(home, 0)
    assert list(in_groups(home, [nothing, a, nothing], alone=[a])) == [[nothing], [a], [nothing]]
    monkeypatch.setattr(groups, "MOST_BYTES", 1_000)
    monkeypatch.setattr(groups, "MOST_BATCHES", 2)
    assert list(in_groups(home, [a, b, c])) == [[a, b], [c]]
    assert list(in_groups(home, [])) == []


def test_a_batch_with_a_damaged_manifest_goes_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    a, b, c = archived(home, 10, 10, 10)
    (home.archive / f"{b}.manifest.json").write_text("{")
    assert list(in_groups(home, [a, b, c])) == [[a], [b], [c]]
