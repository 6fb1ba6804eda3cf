"""What holds for every format, whatever its records look like."""

from pathlib import Path

import msgspec
import pytest

from tests.archive.formats.quoted_csv import QUOTED_CSV
from tests.paths import PROJECT
from transforms.archive.formats import FORMATS, Format, endings, find_format
from transforms.archive.formats.format import Chunk
from transforms.archive.reader import read_batch
from transforms.archive.writer import BatchWriter
from transforms.errors import UnknownFormat
from transforms.home import Home
from transforms.ingest.files.names import format_of, is_batch_name
from transforms.privacy.archive_lines import blanked, spans_of

#: Of each format: a file's bytes and its records. A blank one and the ends of lines are among them.
EXAMPLES = {
    "jsonl": (b'{"a":1}\r\n\n  \n{"b":"c"}', [b'{"a":1}', b"", b"  ", b'{"b":"c"}']),
    "json_values": (
        b'\xef\xbb\xbf[\n {"a":\n"{,]\\"}"}, {},\r\n{"c":[{"d":1}]}, "x, y"]'
        b'{"e":1}{"f":[2\n{"g":3} 5\n{"h":"i},\n{"j":4}',
        [
            *(b'{"a":\n"{,]\\"}"}', b"{}", b'{"c":[{"d":1}]}', b'"x, y"'),
            *(b'{"e":1}', b'{"f":[2\n', b'{"g":3}', b"5", b'{"h":"i},\n', b'{"j":4}'),
        ],
    ),
    "csv": (
        b'name,"a\nb"\r\nx,"two\nlines, ""quoted"""\r\n\n  \r\n"last\r\n",y',
        [b'x,"two\nlines, ""quoted"""', b"", b"  ", b'"last\r\n",y'],
    ),
}
TRIED = {**FORMATS, "csv": QUOTED_CSV}
each_format = pytest.mark.parametrize("form", TRIED.values(), ids=TRIED.keys())


def in_blocks(raw: bytes, size: int) -> list[bytes]:
    return [raw[start : start + size] for start in range(0, len(raw), size)]


@each_format
@pytest.mark.parametrize("size", range(1, 12))
def test_records_are_found_and_counted_however_the_bytes_are_cut(form: Format, size: int) -> None:
    raw, records = EXAMPLES[form.name]
    blocks = in_blocks(raw, size)
    assert [raw[start:end] for start, end in form.spans(blocks)] == records
    counter = form.counter()
    for block in blocks:
        counter.add(block)
    assert counter.count() == len(records)


@each_format
@pytest.mark.parametrize("size", [1, 5, 9, 20, 1000])
def test_chunks_hold_each_record_once_and_in_order(form: Format, size: int, tmp_path: Path) -> None:
    raw, records = EXAMPLES[form.name]
    path = tmp_path / "batch"
    path.write_bytes(raw)
    chunks = list(form.cut(path, size))
    found = [[(at, record) for at, record in form.records(path, chunk)] for chunk in chunks]
    flat = [one for each in found for one in each]
    assert [record.removesuffix(b"\r") for _, record in flat] == records
    assert [at for at, _ in flat] == [start for start, _ in form.spans([raw])]
    firsts = [1 + sum(map(len, found[:place])) for place in range(len(found))]
    assert [chunk.first_line for chunk in chunks] == firsts
    assert all(
        chunk.size <= size or (chunk.is_giant and len(held) == 1)
        for chunk, held in zip(chunks, found, strict=True)
    )


@each_format
@pytest.mark.parametrize("number", range(1, 5))
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_a_record_that_is_blanked_leaves_the_others_and_their_numbers(
    form: Format, number: int, size: int
) -> None:
    raw, records = EXAMPLES[form.name]
    spans = spans_of(form, [raw], {number})
    after = b"".join(blanked(in_blocks(raw, size), spans, form.erased_ends))
    assert len(after) == len(raw)
    found = [after[start:end] for start, end in form.spans([after])]
    wish = [*records]
    first, last = form.erased_ends[:1], form.erased_ends[1:]
    size = len(records[number - 1]) - len(first + last)
    wish[number - 1] = first + b" " * size + last
    assert found == wish


@each_format
def test_a_file_without_records_has_none(form: Format, tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    assert list(form.cut(path)) == list(form.spans([])) == []
    assert form.counter().count() == 0


def test_a_chunk_of_one_record_that_is_larger_is_a_giant(tmp_path: Path) -> None:
    path = tmp_path / "batch"
    path.write_bytes(b"a\nb\n" + b'"' + b"x" * 30 + b'"\nc\n')
    giants = [chunk for chunk in QUOTED_CSV.cut(path, 8) if chunk.is_giant]
    assert giants == [Chunk(4, 36, 2, is_giant=True, spans=((4, 36),))]


def test_a_chunk_reaches_a_worker_with_its_records(tmp_path: Path) -> None:
    path = tmp_path / "batch"
    path.write_bytes(EXAMPLES["csv"][0])
    (chunk,) = QUOTED_CSV.cut(path)
    assert len(chunk.spans) == 4
    assert msgspec.json.decode(msgspec.json.encode(chunk), type=Chunk) == chunk


def test_every_module_of_a_format_is_registered() -> None:
    folder = PROJECT / "transforms" / "archive" / "formats"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "format"}
    assert {type(form).__module__.rpartition(".")[2] for form in FORMATS.values()} == modules


def test_every_format_has_an_example_here_and_endings_of_its_own() -> None:
    assert set(FORMATS) <= set(EXAMPLES)
    assert all(name == form.name for name, form in FORMATS.items())
    assert len(endings()) == sum(len(form.endings) for form in FORMATS.values())


@pytest.mark.parametrize(
    "document", ["docs/commands.md", "docs/operations.md", "transforms/cli/intake.py"]
)
def test_every_ending_is_told_to_users(document: str) -> None:
    text = (PROJECT / document).read_text()
    assert all(f".{ending}" in text for ending in endings())


def test_a_file_is_in_the_format_of_its_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_batch_name("a.csv")
    monkeypatch.setitem(FORMATS, "csv", QUOTED_CSV)
    assert is_batch_name("a.csv")
    assert format_of("a.jsonl.CSV.gz") is QUOTED_CSV
    assert format_of("a.csv.json") is FORMATS["jsonl"]


def test_an_unknown_format_is_named_with_its_batch_and_those_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    with monkeypatch.context() as patch, BatchWriter(home, form=QUOTED_CSV) as writer:
        patch.setitem(FORMATS, "csv", QUOTED_CSV)
        writer.append(b"a\n1\n2\n")
        batch = writer.finish("test")
        assert batch.format is find_format("csv", batch.batch_id) is QUOTED_CSV
    assert (batch.manifest.format, batch.manifest.lines) == ("csv", 2)
    with pytest.raises(
        UnknownFormat, match=rf"{batch.batch_id} .*\(json_values, jsonl\), got 'csv'"
    ) as found:
        _ = read_batch(home, batch.batch_id).format
    assert found.value.exit_code == 74
