"""Another format goes the whole way: ingested, typed, refused, replayed and erased by records."""

import json
from pathlib import Path

import pytest

from tests.archive.formats.quoted_csv import QUOTED_CSV
from tests.privacy.conftest import lakehouse_of
from tests.privacy.grep import paths_naming
from transforms.archive.formats import FORMATS
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.archive.reader import archived, archived_ids
from transforms.config import LimitSettings
from transforms.errors import PromiseBroken, UnknownFormat
from transforms.ingest.files.inbox import look_at, take_files
from transforms.lakehouse import Lakehouse
from transforms.load.process import process_staging
from transforms.load.replay import replay_batches
from transforms.operate.maintenance import maintain
from transforms.privacy import archive_lines, erase
from transforms.quality.verify import verify_lake

pytestmark = pytest.mark.unplanned
PERSON = "zoe.person@shop.example"
HEADER = b"event_name,event_timestamp,user_pseudo_id,user_id,page_title,value\r\n"
MOMENT = 1_700_000_000_000_000
ROWS = [
    b'page_view,%d,phone-of-anna,anna,"two\nlines, and ""quotes""",\r\n' % MOMENT,
    b'purchase,%d,phone-of-zoe,%b,"Zoe\nwas\nzoesecret",12.5\r\n' % (MOMENT + 1, PERSON.encode()),
    b"\r\n",
    b'page_view,%d,phone-of-zoe,,"again\nzoesecret",\r\n' % (MOMENT + 2),
    b'too,"few\ncells"\r\n',
    b'page_view,soon,phone-of-zoe,,"refused\nzoesecret",\r\n',
    b'page_view,%d,phone-of-bert,bert,"last\none",' % (MOMENT + 3),
]


@pytest.fixture
def lakehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lakehouse:
    """A home with one batch of CSV, not loaded yet."""
    monkeypatch.setitem(FORMATS, "csv", QUOTED_CSV)
    path = tmp_path / "people.csv"
    path.write_bytes(HEADER + b"".join(ROWS))
    lakehouse = lakehouse_of(tmp_path / "home")
    (lakehouse.home.root).mkdir()
    (lakehouse.home.root / "config.json").write_text("{}")
    (seen,) = look_at([path], [], lakehouse.home, LimitSettings())
    (taken,) = take_files([path], lakehouse.home, LimitSettings())
    for intake in (seen, taken):
        assert intake.batch
        assert (intake.batch.manifest.format, intake.batch.manifest.lines) == ("csv", 7)
    return lakehouse


def load(lakehouse: Lakehouse) -> list[Exception]:
    with lakehouse.writing() as lake:
        processed = process_staging(lake, lakehouse.home, lakehouse.config, lakehouse.progress)
        return [error for _, error in processed.failures]


def erased(lakehouse: Lakehouse) -> int:
    with lakehouse.writing() as lake:
        return erase(lake, lakehouse, PERSON).lines


def events(lakehouse: Lakehouse) -> list[tuple[object, ...]]:
    with lakehouse.reading() as lake:
        return lake.execute(
            "select line_number, event_id, event_name, user_pseudo_id, page_title "
            "from lake.staging.stg_events order by line_number"
        ).fetchall()


def letters(lakehouse: Lakehouse) -> list[tuple[object, ...]]:
    with lakehouse.reading() as lake:
        return lake.execute(
            "select line_number, code, byte_offset, raw from lake.ops.dead_letters order by 1"
        ).fetchall()


def counts(lakehouse: Lakehouse) -> tuple[object, ...] | None:
    with lakehouse.reading() as lake:
        return lake.execute(
            "select lines, staged, duplicates, dead_lettered, blank from lake.ops.batches"
        ).fetchone()


@pytest.mark.slow
def test_records_are_typed_or_refused_under_their_numbers(lakehouse: Lakehouse) -> None:
    assert load(lakehouse) == []
    found = [(number, title) for number, *_, title in events(lakehouse)]
    assert found == [
        (1, 'two\nlines, and "quotes"'),
        (2, "Zoe\nwas\nzoesecret"),
        (4, "again\nzoesecret"),
        (7, "last\none"),
    ]
    offsets = [len(HEADER) + len(b"".join(ROWS[:before])) for before in (4, 5)]
    assert letters(lakehouse) == [
        (5, "E_RECORD", offsets[0], ROWS[4].removesuffix(b"\r\n")),
        (6, "E_TS_FORMAT", offsets[1], ROWS[5].removesuffix(b"\r\n")),
    ]
    assert counts(lakehouse) == (7, 4, 0, 2, 1)


@pytest.mark.deep
def test_a_replay_gives_the_same(lakehouse: Lakehouse) -> None:
    load(lakehouse)
    before = events(lakehouse), letters(lakehouse), counts(lakehouse)
    with lakehouse.writing() as lake:
        assert maintain(lake, lakehouse).packed.batches == 1
        assert replay_batches(lake, lakehouse, None, None).failures == []
    assert (events(lakehouse), letters(lakehouse), counts(lakehouse)) == before
    assert verify_lake(lakehouse, from_archive=True).differences == []


@pytest.mark.deep
@pytest.mark.parametrize("is_packed", [pytest.param(False, marks=pytest.mark.deep), True])
def test_an_erasure_takes_the_persons_records_and_no_other(
    lakehouse: Lakehouse, *, is_packed: bool
) -> None:
    load(lakehouse)
    if is_packed:
        with lakehouse.writing() as lake:
            assert maintain(lake, lakehouse).packed.batches == 1
    before = events(lakehouse)
    assert erased(lakehouse) == 3
    assert paths_naming(lakehouse.home.root, {PERSON, "phone-of-zoe", "zoesecret"}) == []
    assert events(lakehouse) == [before[0], before[3]]
    assert [number for number, *_ in letters(lakehouse)] == [5]
    assert counts(lakehouse) == (7, 2, 0, 1, 4)
    assert verify_lake(lakehouse, from_archive=True).differences == []


@pytest.mark.deep
def test_a_batch_that_waits_is_erased_too(lakehouse: Lakehouse) -> None:
    assert erased(lakehouse) == 1, "nobody knows yet whose phone it is"
    (batch,) = archived(lakehouse.home)
    raw = batch.path.read_bytes()
    assert raw.startswith(HEADER + ROWS[0])
    assert raw.endswith(b"".join(ROWS[2:]))
    assert PERSON.encode() not in raw


@pytest.mark.deep
def test_lines_blanked_in_lakehouse_of_records_are_no_erasure(
    lakehouse: Lakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(lakehouse)
    real = archive_lines.spans_of
    monkeypatch.setattr(
        archive_lines, "spans_of", lambda _, blocks, numbers: real(JSON_LINES, blocks, numbers)
    )
    with pytest.raises(PromiseBroken, match=r"left of the person, got .* lines of"):
        erased(lakehouse)
    assert lakehouse.home.erasing.exists()


@pytest.mark.slow
def test_a_batch_of_an_unknown_format_costs_itself(
    lakehouse: Lakehouse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(FORMATS, "csv")
    path = tmp_path / "other.jsonl"
    path.write_text(json.dumps({"event_name": "a", "event_timestamp": MOMENT, "user_id": "u"}))
    list(take_files([path], lakehouse.home, LimitSettings()))
    for _ in range(3):
        (error,) = load(lakehouse)
        assert isinstance(error, UnknownFormat)
    assert [name for *_, name, _, _ in events(lakehouse)] == ["a"]
    aside = [path.name for path in (lakehouse.home.dead_letter / "batches").glob("*.reason.json")]
    assert len(aside) == 1
    assert aside[0].removesuffix(".reason.json") in archived_ids(lakehouse.home)
