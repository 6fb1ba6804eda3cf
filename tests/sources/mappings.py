"""Mappings for tests: settings in, events out."""

import json
from pathlib import Path
from typing import Any

from msgspec.json import decode, encode

from tests.paths import PROJECT
from transforms.config import Config
from transforms.sources.mapping import Mapper
from transforms.system.setting_sources import SourceMapping

EXAMPLES = PROJECT / "examples" / "sources"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/config.json"))
FIELDS: dict[str, Any] = {"event_name": "name", "event_timestamp": "at"}


def settings_of(name: str) -> dict[str, Any]:
    """Read the settings of an example."""
    found: dict[str, Any] = json.loads((EXAMPLES / name / "config.json").read_text())
    return found


def files_of(name: str) -> list[Path]:
    """List the sample files of an example."""
    sources = settings_of(name)["sources"][name]
    folder = EXAMPLES / name
    return sorted({path for pattern in sources["files"] for path in folder.glob(pattern)})


def source_of(fields: dict[str, Any], **settings: Any) -> SourceMapping:
    """Make a source of fields and other settings."""
    mapping = {"format": "jsonl", "fields": {**FIELDS, **fields}, **settings}
    return Config.model_validate({"sources": {"s": mapping}}).sources["s"]


def event_of(source: SourceMapping, row: Any, *, is_typed: bool = True) -> dict[str, Any] | None:
    """Make an event of a row, and read it back; None where it is skipped."""
    text = Mapper(source, is_typed=is_typed).to_event(encode(row))
    return decode(text) if text else None
