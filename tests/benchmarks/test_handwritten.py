"""The baseline: a batch after another tells the same as all at once, and counts as we do."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.handwritten import MODELS, load
from benchmarks.peer_events import SHIFT, STEPS, event
from tests.lakes import Lake, build_lake

VISITORS = 9
TABLES = MODELS[1:]


def lines() -> list[str]:
    """All events of a few visitors of two shifts that look at the same products, by time."""
    numbers = [
        (shift * len(STEPS) + step) * SHIFT + seat
        for shift in (0, 4)
        for step in range(len(STEPS))
        for seat in range(VISITORS)
    ]
    return [json.dumps(event(number)) for number in numbers]


def loaded(folder: Path, *batches: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    database = folder / "lake.duckdb"
    for number, batch in enumerate(batches):
        path = folder / f"{number}.jsonl"
        path.write_text("".join(f"{line}\n" for line in batch))
        load(str(path), str(database))
    with duckdb.connect(str(database)) as connection:
        return {
            table: connection.execute(f"from {table} order by all").fetchall() for table in TABLES
        }


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    return loaded(tmp_path_factory.mktemp("once"), lines())


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = build_lake(
        tmp_path_factory.mktemp("ours"), ["\n".join(lines()).encode()], engine="duckdb"
    )
    yield lake
    lake.close()


@pytest.mark.slow
@pytest.mark.parametrize("cut", [1, 7 * VISITORS + 4, 20 * VISITORS, 30 * VISITORS + 1])
def test_a_second_batch_tells_the_same_as_all_at_once(
    cut: int, at_once: dict[str, list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    assert loaded(tmp_path, lines()[:cut], lines()[cut:]) == at_once


def test_a_batch_that_comes_again_changes_nothing(
    at_once: dict[str, list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    assert loaded(tmp_path, lines(), lines()[-10:]) == at_once


def test_a_line_that_cannot_be_read_is_gone(
    at_once: dict[str, list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    broken = ["{", "[]", '{"event_name": "page_view"}', '{"event_id": "x", "event_timestamp": 1}']
    assert loaded(tmp_path, [*lines(), *broken]) == at_once


def test_it_finds_the_events_items_and_sessions_that_we_find(
    at_once: dict[str, list[tuple[Any, ...]]], ours: Lake
) -> None:
    counts = {
        "events": "select count(*) as n from fct_events",
        "items": "select count(*) as n from fct_event_items",
    }
    for table, query in counts.items():
        assert ours.query(query) == [{"n": len(at_once[table])}]
    sessions: dict[tuple[str, datetime], int] = {
        (row[1], row[3]): row[5] for row in at_once["sessions"]
    }
    assert {
        (row["visitor_id"], row["session_start_at"]): row["event_count"]
        for row in ours.rows("silver_user_sessions")
    } == sessions
    assert len(sessions) == 3 * 2 * VISITORS


def test_a_price_holds_until_the_next_one(
    at_once: dict[str, list[tuple[Any, ...]]],
) -> None:
    versions: dict[str, list[tuple[Any, ...]]] = {}
    for row in sorted(at_once["product_prices"], key=lambda row: row[4]):
        versions.setdefault(row[0], []).append(row)
    assert max(map(len, versions.values())) == 2
    for rows in versions.values():
        assert [row[5] for row in rows] == [*(row[4] for row in rows[1:]), None]


def test_a_purchase_is_credited_to_the_list_that_showed_its_product(
    at_once: dict[str, list[tuple[Any, ...]]],
) -> None:
    with_a_list = [row for row in at_once["list_attribution"] if row[-1]]
    assert with_a_list
    assert {row[2] for row in with_a_list} > {"select_item", "view_item"}
