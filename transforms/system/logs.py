"""The log on standard error: sentences for people, or one JSON object per event for machines.

An event of the run carries its values as fields: `log.info("…", extra=event("name", lines=1))`.
Secrets are masked and control characters escaped in either form.
"""

import json
import logging
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from transforms.errors import ConfigError
from transforms.system.redaction import redact
from transforms.system.terminal_text import visible_lines

LEVEL = "LAKEHOUSE_LOG_LEVEL"
_LEVELS = ("debug", "info", "warning", "error")


def start_log(log_format: str, *, quiet: bool) -> None:
    """Send log lines to standard error, as `text` or `json`.

    LAKEHOUSE_LOG_LEVEL names the least level; without it, it is info, and warning where quiet.

    Raises:
        ConfigError: there is no such level.
    """
    level = os.environ.get(LEVEL) or ("warning" if quiet else "info")
    if level not in _LEVELS:
        raise ConfigError(f"{LEVEL} must be one of {', '.join(_LEVELS)}, got {level!r}")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else TextLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def event(name: str, **fields: Any) -> dict[str, Any]:
    """Give a log record its event and fields, as its `extra`."""
    return {"event": name, "fields": fields}


def is_json() -> bool:
    """Tell whether log lines are JSON at the moment."""
    return any(isinstance(each.formatter, JsonLines) for each in logging.getLogger().handlers)


def printable(text: str) -> str:
    """Mask secrets and escape control characters, so that a text is safe on a terminal."""
    return visible_lines(redact(text))


class JsonLines(logging.Formatter):
    """One JSON object per record: time, level, event, message, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as JSON."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "note"),
            "message": _message(record),
        }
        fields = getattr(record, "fields", {})
        more = {key: _plain(value) for key, value in fields.items() if key not in said}
        return json.dumps(said | more, default=str)


class TextLines(logging.Formatter):
    """A time, a level and a sentence; control characters are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as a line."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        text = printable(_message(record)).replace("\n", "\\n")
        return f"{at} {record.levelname.lower():<7} {text}"


def _message(record: logging.LogRecord) -> str:
    """Give the sentence, with the stack trace of an error that was logged as such."""
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    return redact("\n".join(filter(None, (record.getMessage(), trace))))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {redact(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return redact(str(value)) if isinstance(value, str | Path) else value
