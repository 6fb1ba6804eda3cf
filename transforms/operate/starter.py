"""A new home: settings with their schema, an example of the environment, and sample events."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from transforms.config import Config
from transforms.errors import UsageError
from transforms.lakehouse import PROJECT
from transforms.system.durable import make_folder, reaching, sync_folder, write_file

_SCHEMA = "config.schema.json"
_SAMPLE = PROJECT / "examples" / "merch_store" / "events.jsonl.gz"
_ENVIRONMENT = """\
# Secrets of this home. Copy this file to .env, fill in what you need, and chmod 600 it: what
# `etl.py schedule` prints reads it. One NAME=value a line, in single quotes where it has spaces.
#AWS_ACCESS_KEY_ID=
#AWS_SECRET_ACCESS_KEY=
#AWS_SESSION_TOKEN=
#AWS_REGION=
#PGPASSWORD=
#KAFKA_USERNAME=
#KAFKA_PASSWORD=
#KAFKA_KEY_PASSWORD=
#REDIS_USERNAME=
#REDIS_PASSWORD=
#LAKEHOUSE_PSEUDONYM_KEY=
#LAKEHOUSE_ALERT_URLS=
#LAKEHOUSE_TOKEN_ANA=
"""


def begin_home(folder: Path) -> list[Path]:
    """Write what a new home begins with, and list the files; nothing is overwritten.

    Raises:
        UsageError: one of the files is there; none is written then.
    """
    files = {folder / name: content for name, content in _contents().items()}
    with reaching(folder):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"a folder must be named, got the file {folder}")
        for path in files:
            if path.is_symlink() or path.exists():
                raise UsageError(f"{path} must not be there, as it is never overwritten")
    for path, content in files.items():
        make_folder(path.parent.absolute())
        write_file(path, content)
        sync_folder(path.parent)
    return list(files)


def config_schema() -> dict[str, Any]:
    """Describe config.json as a JSON schema; editors check and complete by it."""
    schema = Config.model_json_schema()
    schema["properties"] = {"$schema": {"type": "string"}, **schema["properties"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _contents() -> dict[str, bytes]:
    settings = {"$schema": f"./{_SCHEMA}", **Config().model_dump()}
    return {
        "config.json": _json(settings),
        _SCHEMA: _json(config_schema()),
        ".env.example": _ENVIRONMENT.encode(),
        "sample/events.jsonl.gz": _SAMPLE.read_bytes(),
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=2, default=_number).encode() + b"\n"


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
