import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from transforms.config import LimitSettings
from transforms.parse import Reading, read_batch
from transforms.system.setting_rules import IdSettings

NOW_US = 1_795_000_000_000_000 + 365 * 86_400_000_000


@dataclass(frozen=True)
class Outcome:
    reading: Reading
    events: list[dict[str, Any]]
    refusals: list[dict[str, Any]]

    @property
    def codes(self) -> list[str]:
        return [refusal["code"] for refusal in self.refusals]

    @property
    def event(self) -> dict[str, Any]:
        assert self.refusals == []
        (event,) = self.events
        return event

    @property
    def items(self) -> list[dict[str, Any]]:
        return self.event["items"]

    @property
    def warnings(self) -> list[str]:
        return self.event.get("warnings", [])


def rows(parts: list[Path]) -> list[dict[str, Any]]:
    return [
        _without_nulls(json.loads(line))
        for part in parts
        for line in part.read_bytes().split(b"\n")
        if line
    ]


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(member) for key, member in value.items() if member is not None}
    return [_without_nulls(member) for member in value] if isinstance(value, list) else value


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Outcome]:
    """Read bytes as a batch; the second and later calls get their own folders."""
    count = 0

    def read_bytes(data: bytes, **settings: Any) -> Outcome:
        nonlocal count
        count += 1
        path = tmp_path / f"batch_{count}.jsonl"
        path.write_bytes(data)
        limits = settings.pop("limits", LimitSettings())
        settings.setdefault("now_us", NOW_US)
        reading = read_batch(path, tmp_path / f"parts_{count}", limits=limits, **settings)
        assert reading.lines == reading.accepted + reading.refused + reading.blank
        events, refusals = rows(reading.events), rows(reading.refusals)
        assert (len(events), len(refusals)) == (reading.accepted, reading.refused)
        return Outcome(reading, events, refusals)

    return read_bytes


@pytest.fixture
def read_event(read: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """Read one event: the fields given, over a plain view of a known user."""

    def read_fields(*, ids: IdSettings | None = None, **fields: Any) -> Outcome:
        plain = {"event_name": "view", "event_timestamp": 1_700_000_000_000_000, "user_id": "u"}
        line = json.dumps({**plain, **fields}).encode()
        return read(line, **({"ids": ids} if ids else {}))

    return read_fields


@pytest.fixture
def read_raw(read: Callable[..., Outcome]) -> Callable[[str], Outcome]:
    """Read one event with more fields, given as JSON text."""

    def read_text(fields: str) -> Outcome:
        plain = '"event_name":"view","event_timestamp":1700000000000000,"user_id":"u"'
        return read(f"{{{plain},{fields}}}".encode())

    return read_text
