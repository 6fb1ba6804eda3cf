"""Files of rows become JSON lines: as Excel, warehouses and exports write them, and broken ones."""

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from msgspec.json import decode

from tests.sources.mappings import source_of
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.archive.writer import Batch, BatchWriter, archived
from transforms.config import LimitSettings
from transforms.home import Home
from transforms.ingest.files import taker
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.inbox import Intake, left_alone, look_at, take_files, take_inbox

LIMITS = LimitSettings()


def sources(named: str = "", **settings: Any) -> FileSources:
    return FileSources({"s": source_of({}, **{"format": "csv", **settings})}, named)


def taken(tmp_path: Path, raw: bytes, name: str = "a.csv", **settings: Any) -> Intake:
    path = tmp_path / name
    path.write_bytes(raw)
    home = Home(tmp_path / "home")
    (intake,) = take_files([path], home, LIMITS, sources=sources("s", **settings))
    return intake


def rows_of(intake: Intake) -> list[Any]:
    assert intake.batch, intake
    lines = intake.batch.path.read_bytes().splitlines()
    assert JSON_LINES.count(intake.batch.path.read_bytes()) == intake.batch.manifest.lines
    return [decode(line) if line else None for line in lines]


@pytest.mark.parametrize(
    ("raw", "settings"),
    [
        (b"name,at,x\r\na,1,\r\n", {}),
        (b'\xef\xbb\xbfname,at,x\r\n"a",1,\r\n', {}),
        (b"name;at;x\na;1;\n", {"csv": {"delimiter": ";"}}),
        (b"name\tat\tx\na\t1\t", {"format": "tsv"}),
        (b"# made by a shop\nname,at,x\na,1,\n", {"csv": {"skip_lines": 1}}),
        (b"a,1,\n", {"csv": {"columns": ["name", "at", "x"]}}),
        ("name,at,x\na,1,\n".encode("utf-16"), {"csv": {"encoding": "utf-16"}}),
        (b" name ,at,\na,1,\n", {}),
        (b"\r\n,,\r\nname,at,x\r\na,1,\r\n", {}),
    ],
)
def test_cells_become_members(tmp_path: Path, raw: bytes, settings: dict[str, Any]) -> None:
    intake = taken(tmp_path, raw, **settings)
    assert rows_of(intake) == [{"name": "a", "at": "1"}]
    assert intake.batch
    manifest = intake.batch.manifest
    assert manifest.source_name == "s"
    assert manifest.original_sha256 == hashlib.sha256(raw).hexdigest()
    assert manifest.columns[:2] == ["name", "at"]
    assert len(manifest.columns) == 3


def test_a_row_of_empty_cells_is_a_blank_line(tmp_path: Path) -> None:
    intake = taken(tmp_path, b"name,at\na,1\n,\n,,\n\nb,\n")
    assert rows_of(intake) == [{"name": "a", "at": "1"}, None, None, None, {"name": "b"}]


def test_a_file_with_the_mark_of_another_encoding_is_refused(tmp_path: Path) -> None:
    raw = "name,at\nä,1\n".encode("utf-8-sig")
    intake = taken(tmp_path, raw, csv={"encoding": "windows-1252"})
    assert intake.code == "F_ENCODING"
    assert "must be windows-1252 (sources.s.csv.encoding), got the mark of UTF-8" in intake.detail
    assert not list((tmp_path / "home" / "archive").glob("*"))
    assert rows_of(taken(tmp_path, raw, csv={"encoding": "utf-8-sig"})) == [
        {"name": "ä", "at": "1"}
    ]


def test_a_cell_may_hold_lines_quotes_and_letters_of_a_code_page(tmp_path: Path) -> None:
    raw = 'name,at\r\n"two\r\nlines, ""ä"" €",1\r\n'.encode("windows-1252")
    intake = taken(tmp_path, raw, csv={"encoding": "windows-1252"})
    assert rows_of(intake) == [{"name": 'two\r\nlines, "ä" €', "at": "1"}]


def test_a_row_that_does_not_fit_is_kept_and_a_blank_one_is_blank(tmp_path: Path) -> None:
    intake = taken(tmp_path, b"name,at\na,1\n\nb\nc,1,2\nd,4\n")
    assert rows_of(intake) == [
        *({"name": "a", "at": "1"}, None, [2, ["b"]], [2, ["c", "1", "2"]]),
        {"name": "d", "at": "4"},
    ]


def test_the_same_rows_are_taken_once_however_they_are_packed(tmp_path: Path) -> None:
    raw = b"name,at\na,1\n"
    first = taken(tmp_path, raw)
    again = taken(tmp_path, gzip.compress(raw), "b.csv.gz")
    assert (first.code, again.code) == (None, "F_DUP_CONTENT")
    plain = first.batch.path.read_bytes() if first.batch else b""
    as_lines = taken(tmp_path, plain, "c.jsonl", format="jsonl")
    assert as_lines.code == "F_DUP_CONTENT"


def test_lines_that_were_taken_as_events_may_come_again_as_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"name":"a","at":1}\n')
    home = Home(tmp_path / "home")
    (plain,) = take_files([path], home, LIMITS)
    (mapped,) = take_files([path], home, LIMITS, sources=sources("s", format="jsonl"))
    (again,) = take_files([path], home, LIMITS)
    assert (plain.code, mapped.code, again.code) == (None, None, "F_DUP_CONTENT")
    assert plain.batch
    assert mapped.batch
    assert again.batch
    assert plain.batch.batch_id == again.batch.batch_id != mapped.batch.batch_id


@pytest.mark.parametrize(
    ("raw", "code", "why"),
    [
        (b'name,at\n"a"b,1\n', "F_ROWS", "sources.s.csv says, got at line 2"),
        (b'name,at\n"a,1\n', "F_ROWS", "unexpected end of data"),
        (b"name,at\n\xe4,1\n", "F_ENCODING", r"must be utf-8 \(sources.s.csv.encoding\)"),
        (b"name;at\na;1\n", "F_ROWS", "delimiter"),
        (b"name,name\na,1\n", "F_ROWS", "'name' twice"),
        (b"other,columns\na,1\n", "F_ROWS", "got other, columns"),
        (b"PAR1 is no csv", "F_NOT_TEXT", "Parquet"),
    ],
)
def test_a_file_that_cannot_be_read_is_put_into_quarantine(
    tmp_path: Path, raw: bytes, code: str, why: str
) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.csv").write_bytes(raw)
    (seen,) = look_at([inbox], [], home, LIMITS, sources=sources(files="*.csv"))
    (intake,) = take_inbox(inbox, home, LIMITS, sources=sources(files="*.csv"))
    assert seen.code == intake.code == code
    assert re.search(why, intake.detail)
    assert not list(inbox.iterdir())
    assert (home.dead_letter / "files" / "a.csv").read_bytes() == raw
    assert not list(home.archive.glob("*"))


def test_the_inbox_gives_files_to_the_first_source_that_they_fit(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    (inbox / "shop").mkdir(parents=True)
    for name in ("shop/day.csv", "other.csv", "events.jsonl"):
        (inbox / name).write_bytes(b"name,at\na,1\n")
    given = FileSources(
        {
            "one": source_of({}, format="csv", files="shop/*.csv"),
            "two": source_of({}, format="csv", files=["shop/*", "*.tsv"]),
        }
    )
    assert [each.path.name for each in left_alone(inbox, LIMITS, given)] == ["other.csv"]
    found = {each.path.name: each for each in take_inbox(inbox, home, LIMITS, sources=given)}
    assert found["other.csv"].code == "F_ENDING"
    names = {name: each.batch.manifest.source_name for name, each in found.items() if each.batch}
    assert names == {"day.csv": "one", "events.jsonl": ""}
    assert [path.name for path in inbox.rglob("*") if path.is_file()] == ["other.csv"]


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    path = tmp_path / "it's [a].parquet"
    with duckdb.connect() as connection:
        connection.execute(
            """
            copy (
                select
                    'page_view' as name,
                    timestamp '2025-02-26 10:00:00.5' + to_seconds(i) as at,
                    i / 8 as value,
                    if(i = 1, 'nan'::double, 0.1) as odd,
                    [{'key': 'k', 'value': {'int_value': i}}] as params,
                    {'say': 'NaN "NaN, Infinity', 'rates': [if(i = 1, '-inf'::float, 2)]} as deep
                from range(3) as numbers (i)
            ) to 'rows.parquet'
            """.replace("rows.parquet", str(path).replace("'", "''"))
        )
    return path.rename(tmp_path / "rows [a].parquet")


def test_parquet_becomes_lines_of_its_columns(tmp_path: Path, parquet: Path) -> None:
    given = sources("s", format="parquet")
    (intake,) = take_files([parquet], Home(tmp_path / "home"), LIMITS, sources=given)
    found = rows_of(intake)
    assert found[1] == {
        "name": "page_view",
        "at": "2025-02-26 10:00:01.5",
        "value": 0.125,
        "odd": None,
        "params": [{"key": "k", "value": {"int_value": 1}}],
        "deep": {"say": 'NaN "NaN, Infinity', "rates": [None]},
    }
    assert intake.batch
    assert intake.batch.manifest.columns == ["name", "at", "value", "odd", "params", "deep"]
    assert len(found) == 3


def test_broken_parquet_is_refused(tmp_path: Path, parquet: Path) -> None:
    raw = parquet.read_bytes()
    intake = taken(tmp_path, raw[:-40], "b.parquet", format="parquet")
    assert intake.code == "F_ROWS"
    assert "must be intact Parquet" in intake.detail


def test_many_rows_become_several_batches_and_none_of_a_broken_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taker, "MOST_BYTES", 1 << 20)
    home, path = Home(tmp_path / "home"), tmp_path / "a.csv"
    raw = b"name,at,text\n" + b"".join(b"a,%d,%b\n" % (i, b"x" * 1000) for i in range(2500))
    path.write_bytes(raw + b'"broken')
    (refused,) = take_files([path], home, LIMITS, sources=sources("s"))
    assert refused.code == "F_ROWS"
    assert not list(home.archive.glob("*"))
    path.write_bytes(raw)
    found = list(take_files([path], home, LIMITS, sources=sources("s")))
    assert sum(each.batch.manifest.lines for each in found if each.batch) == 2500
    assert len(found) > 2
    again = list(take_files([path], home, LIMITS, sources=sources("s")))
    assert {each.code for each in again} == {"F_DUP_CONTENT"}


def test_a_run_that_ends_between_batches_takes_the_rest_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taker, "MOST_BYTES", 1 << 20)
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    inbox.mkdir()
    raw = b"name,at,text\n" + b"".join(b"a,%d,%b\n" % (i, b"x" * 1000) for i in range(2500))
    (inbox / "a.csv").write_bytes(raw)
    real, named = BatchWriter.finish, []

    def finish(writer: BatchWriter, source: str, **values: Any) -> Batch:
        if named:
            raise KeyboardInterrupt
        named.append(source)
        return real(writer, source, **values)

    given = sources(files="*.csv")
    with monkeypatch.context() as patch:
        patch.setattr(BatchWriter, "finish", finish)
        with pytest.raises(KeyboardInterrupt):
            list(take_inbox(inbox, home, LIMITS, sources=given))
    assert (inbox / "a.csv").exists()
    assert not list(home.archive.glob(".*"))
    taken = list(take_inbox(inbox, home, LIMITS, sources=given))
    assert [each.code for each in taken] == ["F_DUP_CONTENT", *[None] * (len(taken) - 1)]
    assert not list(inbox.iterdir())
    lines = [batch.manifest.lines for batch in archived(home)]
    assert (sum(lines), len(lines)) == (2500, len(taken))
