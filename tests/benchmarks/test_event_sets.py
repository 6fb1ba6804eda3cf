import json
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path

import pytest

from benchmarks.event_sets import archived, cut
from benchmarks.sizes import Sizes

SIZES = Sizes(events=300, lake_events=2_000, batches=4, batch_events=50)
LINES = 1_000
LAST = datetime(2025, 12, 31, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


def lines() -> list[str]:
    """Events of 500 days, in the order of time."""
    moments = [LAST - timedelta(days=500 * (1 - n / LINES)) for n in range(LINES)]
    return [
        json.dumps(
            {"event_id": n, "event_timestamp": int(at.timestamp() * 1e6)}, separators=(",", ":")
        )
        for n, at in enumerate(moments)
    ]


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("cut")
    source = folder / "source.jsonl"
    source.write_text("".join(f"{line}\n" for line in lines()))
    counts, days = cut(source, folder, SIZES)
    batches = sorted((folder / "batches").iterdir())
    found = {name: read(folder / f"{name}.jsonl") for name in ("late", "next", "rest", "recent")}
    found |= {f"batch {number}": read(path) for number, path in enumerate(batches)}
    assert counts == {
        **{name: len(piece) for name, piece in found.items() if not name.startswith("batch")},
        "batches": sum(map(len, map(read, batches))),
        "last batch": len(found["batch 3"]),
    }
    assert days == 365
    return found


def read(path: Path) -> list[str]:
    return path.read_text().splitlines()


def at(line: str) -> datetime:
    return datetime.fromtimestamp(json.loads(line)["event_timestamp"] / 1e6, UTC)


def test_every_line_is_in_the_lake_or_late_or_next(pieces: dict[str, list[str]]) -> None:
    assert sorted(pieces["rest"] + pieces["late"] + pieces["next"]) == sorted(lines())


def test_the_next_batch_is_the_last_one(pieces: dict[str, list[str]]) -> None:
    assert pieces["next"] == lines()[-50:]


def test_the_small_lake_and_the_batches_are_the_end_of_the_large_lake(
    pieces: dict[str, list[str]],
) -> None:
    assert pieces["recent"] == pieces["rest"][-300:]
    batches = [pieces[f"batch {number}"] for number in range(4)]
    assert [len(batch) for batch in batches] == [50] * 4
    assert list(chain(*batches)) == pieces["rest"][-200:]


def test_late_events_lie_evenly_over_a_year(pieces: dict[str, list[str]]) -> None:
    moments = list(map(at, pieces["late"]))
    assert len(moments) == 50
    assert LAST + timedelta(hours=12) - YEAR <= moments[0] < LAST - YEAR + timedelta(days=1)
    gaps = [later - former for former, later in pairwise(moments)]
    assert max(gaps) - min(gaps) < timedelta(days=1)


def test_the_batches_of_an_archive_are_the_lines_of_one_file(tmp_path: Path) -> None:
    source = tmp_path / "source.jsonl"
    source.write_text("".join(f"{number}\n" for number in range(2_500)))
    sizes = Sizes(events=2_500, lake_events=20_000, batches=1, archived=2)
    for _ in range(2):  # what a former run has made is used again
        many, one = archived(source, tmp_path, sizes)
        batches = sorted(many.iterdir())
        assert [len(read(batch)) for batch in batches] == [1_000, 1_000]
        assert [*read(batches[0]), *read(batches[1])] == read(one) == read(source)[:2_000]
