"""Values as the reader takes them: moments in microseconds, numbers with their own digits."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import decode, encode

from tests.sources.mappings import event_of, source_of
from transforms.config import LimitSettings
from transforms.parse.batch import read_batch
from transforms.sources.mapping import Mapper


def us(text: str) -> int:
    found = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return round(found.timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("settings", "text", "moment"),
    [
        ({}, "2025-02-26T10:00:00.500Z", us("2025-02-26T10:00:00.5")),
        ({}, "2025-02-26 10:00:00+01:00", us("2025-02-26T09:00:00")),
        ({}, "2025-02-26", us("2025-02-26")),
        ({}, "1740564000500000", 1740564000500000),
        ({}, 1740564000, 1740564000),
        ({"timezone": "Europe/Berlin"}, "2025-02-26 10:00", us("2025-02-26T09:00:00")),
        ({"timezone": "Europe/Berlin"}, "2025-07-01 10:00", us("2025-07-01T08:00:00")),
        ({"timezone": "Europe/Berlin"}, "2025-07-01 10:00Z", us("2025-07-01T10:00:00")),
        ({"timezone": "Europe/Berlin"}, "2025-03-30 01:59:59", us("2025-03-30T00:59:59")),
        ({"timezone": "Europe/Berlin"}, "2025-03-30 03:00:00", us("2025-03-30T01:00:00")),
        ({"timezone": "America/New_York"}, "2025-02-26", us("2025-02-26T05:00:00")),
        ({"time_format": "%d.%m.%Y %H:%M"}, "26.02.2025 10:05", us("2025-02-26T10:05:00")),
        ({"time_format": "%d.%m.%Y"}, "soon", "soon"),
        pytest.param(
            {"time_format": "%d.%m.%Y", "timezone": "America/New_York"},
            "26.02.2025",
            us("2025-02-26T05:00:00"),
            id="a day of costs begins at the shop's midnight",
        ),
        (
            {"time_format": "%d.%m.%Y", "timezone": "Europe/Berlin"},
            "2025-02-26 10:00",
            us("2025-02-26T09:00:00"),
        ),
        ({}, "2025-W09-3", "2025-W09-3"),
        ({}, "2025-02-30", "2025-02-30"),
        ({}, "26.02.2025", "26.02.2025"),
    ],
)
def test_a_moment_is_microseconds(settings: dict[str, Any], text: Any, moment: Any) -> None:
    event = event_of(source_of({}, **settings), {"name": "a", "at": text})
    assert event is not None
    assert event["event_timestamp"] == moment


@pytest.mark.parametrize(
    ("pattern", "wish"),
    [("%d.%m.%Y", "written as %d.%m.%Y (time_format) or ISO 8601, got 'soon'"), ("", "ISO 8601,")],
)
def test_a_time_that_is_none_is_told_what_was_wished(
    tmp_path: Path, pattern: str, wish: str
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_bytes(encode({"name": "a", "at": "soon"}))
    found = read_batch(
        *(rows, tmp_path / "parts"),
        limits=LimitSettings(),
        now_us=0,
        source=source_of({}, time_format=pattern),
    )
    (refused,) = found.refusals
    assert decode(refused.read_bytes())["detail"].startswith(f"event_timestamp must be {wish}")


@pytest.mark.parametrize(
    ("decimal", "text", "written"),
    [
        (".", "245", b"245"),
        (".", "245.10", b"245.10"),
        (".", " 0.123456789012345678 ", b"0.123456789012345678"),
        (".", "1,299.50", b'"1,299.50"'),
        (".", "007", b'"007"'),
        (".", "-5", b"-5"),
        (".", "x", b'"x"'),
        (",", "1.234,50", b"1234.50"),
        (",", "1 234,50", b"1234.50"),
        (",", "12,5", b"12.5"),
        (",", "1.234,50 €", b"1234.50"),
        (",", "€ -3,5", b"-3.5"),
        (",", "12,5 kg", b'"12,5 kg"'),
        (",", "1.234", b"1234"),
        (",", "1.23", b"1.23"),
    ],
)
def test_a_number_keeps_its_digits(decimal: str, text: str, written: bytes) -> None:
    source = source_of({"value": "v"}, format="csv", csv={"decimal": decimal})
    found = Mapper(source).to_event(encode({"name": "a", "at": 1, "v": text}))
    assert found.endswith(b'"value":' + written + b"}")


def test_a_json_number_keeps_its_digits() -> None:
    source = source_of({"value": "d.v", "tax": "w"}, json=["d"])
    row = b'{"name":"a","at":1,"d":"{\\"v\\":1.100000000000000000001}","w":12345678901234567890123}'
    assert (
        Mapper(source)
        .to_event(row)
        .endswith(b'"value":1.100000000000000000001,"tax":12345678901234567890123}')
    )
