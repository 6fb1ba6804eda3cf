import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.parse.conftest import NOW_US, Outcome, rows
from transforms.archive.formats.format import Chunk
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.config import LimitSettings
from transforms.errors import LakehouseError, StorageError
from transforms.parse import read_batch
from transforms.parse.workers import Job, Worker

GOOD = b'{"event_name":"view","event_timestamp":1700000000000000,"user_id":"u"}'
BAD = b"{broken"


def test_lines_keep_their_numbers_and_offsets(read: Callable[..., Outcome]) -> None:
    outcome = read(b"\n".join([GOOD, b"", BAD, b" \t\r", GOOD, BAD]))
    assert [event["line_number"] for event in outcome.events] == [1, 5]
    places = [(bad["line_number"], bad["byte_offset"], bad["code"]) for bad in outcome.refusals]
    first = len(GOOD) + 2
    assert places == [
        (3, first, "E_JSON_SYNTAX"),
        (6, first + len(BAD) + 1 + 4 + len(GOOD) + 1, "E_JSON_SYNTAX"),
    ]
    assert base64.b64decode(outcome.refusals[0]["raw_base64"]) == BAD
    assert (outcome.reading.lines, outcome.reading.blank) == (6, 2)


def test_an_empty_file_has_no_lines(read: Callable[..., Outcome]) -> None:
    assert read(b"").reading.lines == 0
    assert read(b"\xef\xbb\xbf").reading.lines == 0


def test_newlines_alone_are_blank_lines(read: Callable[..., Outcome]) -> None:
    assert (read(b"\n\n\n").reading.lines, read(b"\n\n\n").reading.blank) == (3, 3)


def test_a_byte_order_mark_is_stripped_once(read: Callable[..., Outcome]) -> None:
    outcome = read(b"\xef\xbb\xbf" + GOOD + b"\n\xef\xbb\xbf" + GOOD + b"\n" + BAD)
    assert outcome.reading.accepted == 1
    assert [bad["byte_offset"] for bad in outcome.refusals] == [4 + len(GOOD), 8 + 2 * len(GOOD)]


def test_carriage_returns_are_white_space_but_end_no_line(read: Callable[..., Outcome]) -> None:
    assert read(GOOD + b"\r\n" + GOOD + b"\r\n").reading.accepted == 2
    assert read((GOOD + b"\r") * 3).codes == ["E_JSON_SYNTAX"]


def test_money_casts_exactly_to_the_column(tmp_path: Path) -> None:
    texts = [
        f"{whole}.{part:04d}"
        for whole in (0, 16, 99, 12345678901, 99999999999)
        for part in (1, 9, 1000, 4999, 5001, 9999)
    ] + ["99999999999999.9999", "100000000000.0001"]
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b"\n".join(GOOD[:-1] + b',"value":%s}' % text.encode() for text in texts))
    reading = read_batch(path, tmp_path / "parts", limits=LimitSettings(), now_us=NOW_US)
    found = duckdb.execute(
        "select value::varchar from read_json(?, format = 'newline_delimited', "
        "columns = {value: 'DECIMAL(18, 4)', line_number: 'BIGINT'}) order by line_number",
        [[str(part) for part in reading.events]],
    ).fetchall()
    assert [row[0] for row in found] == texts


def test_a_torn_tail_costs_only_itself(read: Callable[..., Outcome]) -> None:
    outcome = read((GOOD + b"\n") * 3 + GOOD[:20])
    assert (outcome.reading.accepted, outcome.codes) == (3, ["E_JSON_SYNTAX"])


def test_new_fields_are_counted_by_name(read: Callable[..., Outcome]) -> None:
    lines = [GOOD[:-1] + b',"a":1}', GOOD[:-1] + b',"a":1,"b":null}', GOOD]
    outcome = read(b"\n".join(lines))
    assert outcome.reading.drift.lines == {"a": 2, "b": 1}
    many = b"\n".join(GOOD[:-1] + b',"f%d":1}' % number for number in range(1100))
    assert len(read(many).reading.drift.lines) == 1000


def mixed_lines(count: int) -> bytes:
    long = GOOD[:-1] + b',"page_title":"' + b"x" * 2000 + b'"}'
    kinds = [long, GOOD[:-1] + b',"x":1}', BAD, b"", GOOD[:-1] + b',"value":"1.5"}']
    return b"\n".join(kinds[number % 5] for number in range(count)) + b"\n"


@pytest.mark.slow
def test_workers_give_what_one_process_gives(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_bytes(mixed_lines(50_000))
    assert path.stat().st_size > 2 * 8 * 1024 * 1024
    progress: list[int] = []
    settings = {"limits": LimitSettings(), "now_us": NOW_US}
    one = read_batch(path, tmp_path / "one", workers=1, **settings)
    two = read_batch(path, tmp_path / "two", workers=2, on_progress=progress.append, **settings)
    assert sum(progress) == path.stat().st_size
    assert len(two.events) > 2
    assert (one.lines, one.blank, one.drift) == (two.lines, two.blank, two.drift)
    for ours, theirs in ((one.events, two.events), (one.refusals, two.refusals)):
        assert [part.name for part in ours] == [part.name for part in theirs]
        assert all(a.read_bytes() == b.read_bytes() for a, b in zip(ours, theirs, strict=True))
    assert one.lines == one.accepted + one.refused + one.blank == 50_000


def test_chunks_end_behind_newlines_and_cover_the_file(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b"a\nbb\n" + b"c" * 100 + b"\nd\n\nee")
    chunks = list(JSON_LINES.cut(path, 8))
    assert chunks == [
        Chunk(0, 5, 1),
        Chunk(5, 106, 3, is_giant=True),
        Chunk(106, 111, 4),
    ]


def test_a_giant_line_is_hashed_and_never_held(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    block = b"x" * (1024 * 1024)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        file.write(GOOD + b"\n")
        for _ in range(100):
            file.write(block)
            digest.update(block)
        file.write(b"\r\n" + GOOD)
    program = (
        "import resource, sys; from pathlib import Path;"
        "from transforms.config import LimitSettings; from transforms.parse import read_batch;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "read_batch(Path(sys.argv[1]), Path(sys.argv[2]), limits=LimitSettings(),"
        f" now_us={NOW_US}, workers=1);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    parts = tmp_path / "parts"
    command = [sys.executable, "-c", program, str(path), str(parts)]
    grown = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(grown.stdout) < 40_000  # KiB
    (refusal,) = rows(sorted(parts.glob("refusals-*")))
    assert refusal["code"] == "E_LINE_TOO_LONG"
    assert digest.hexdigest() in refusal["detail"]
    assert str(100 * len(block)) in refusal["detail"]
    assert base64.b64decode(refusal["raw_base64"]) == b"x" * 4096
    assert [event["line_number"] for event in rows(sorted(parts.glob("events-*")))] == [1, 3]


def test_a_worker_that_ends_is_reported(tmp_path: Path) -> None:
    job = Job(str(tmp_path / "missing"), str(tmp_path), LimitSettings().model_dump(), NOW_US)
    worker = Worker(job)
    with pytest.raises(LakehouseError, match="worker must answer"):
        worker.read(Chunk(0, 1, 1))
    worker.stop()


def test_a_part_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_bytes(GOOD)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/events-000000000001.jsonl").mkdir()
    job = Job(str(path), str(tmp_path / "parts"), LimitSettings().model_dump(), NOW_US)
    with pytest.raises(StorageError, match="must be written"):
        job.read(Chunk(0, len(GOOD), 1))
    worker = Worker(job)
    with pytest.raises(StorageError, match="must be written"):
        worker.read(Chunk(0, len(GOOD), 1))
    worker.stop()


def test_a_typed_line_has_the_columns_of_the_table(read: Callable[..., Outcome]) -> None:
    line = {
        "event_name": "purchase",
        "event_timestamp": 1_700_000_000_000_000,
        "user_pseudo_id": "d",
        "event_id": "p1",
        "platform": "ios",
        "currency": "usd",
        "traffic_source": {"source": "google", "medium": None},
        "value": 10,
        "items": json.dumps([{"item_id": "a", "price": 10, "discount": 1.25}]),
    }
    (event,) = read(json.dumps(line).encode()).events
    assert re.fullmatch("[0-9a-f]{32}", event.pop("event_id"))
    assert [event] == [
        {
            "line_number": 1,
            "event_name": "purchase",
            "event_us": 1_700_000_000_000_000,
            "user_pseudo_id": "d",
            "producer_event_id": "p1",
            "platform": "IOS",
            "currency": "USD",
            "source": "google",
            "value": 10.0,
            "items": [{"item_position": 1, "item_id": "a", "price": 10.0, "discount": 1.25}],
        }
    ]


EVENT = {"event_name": "v", "event_timestamp": 1_700_000_000_000_000, "user_id": "a"}
ITEM = {"item_id": "a", "price": 1}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({}, {"coupon": None}, True),
        ({}, {"items": ""}, True),
        ({"value": 1}, {"value": "1.0"}, True),
        ({"items": [ITEM]}, {"items": json.dumps([{"coupon": None, **ITEM}])}, True),
        ({"items": [ITEM]}, {"items": "[{'price': 1.0, 'item_id': 'a'}]"}, True),
        ({"traffic_source": {"source": "g"}}, {"medium": None, "source": "g"}, True),
        ({}, {"received_at": "now"}, True),
        ({}, {"event_timestamp": 1_700_000_000}, True),
        ({}, {"coupon": "C"}, False),
        ({}, {"page_title": "T"}, False),
        ({"items": [ITEM]}, {"items": [ITEM, ITEM]}, False),
        ({"extra_field": 1}, {"extra_field": 2}, False),
        ({"coupon": '"medium":null,'}, {"coupon": ""}, False),
    ],
)
def test_an_event_id_is_of_the_content(
    read: Callable[..., Outcome], one: dict[str, object], other: dict[str, object], is_same: bool
) -> None:
    lines = [json.dumps({**EVENT, **more}).encode() for more in (one, other)]
    events = read(b"\n".join(lines)).events
    assert (events[0]["event_id"] == events[1]["event_id"]) == is_same
