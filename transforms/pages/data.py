"""Data: rows and scripts as they stand inside a page, where nothing of them can be markup."""

import json
from base64 import b64encode
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from math import isfinite
from typing import Any

from transforms.pages.answers import Answer


def records(answer: Answer, columns: set[str]) -> list[dict[str, Any]]:
    """Give the rows of an answer as JSON objects, of these columns alone."""
    kept = [name for name in answer.columns if name in columns | {"is_complete"}]
    return [
        {
            name: _plain(value)
            for name, value in zip(answer.columns, row, strict=True)
            if name in kept
        }
        for row in answer.rows
    ]


def _plain(value: Any) -> Any:
    """Make a value JSON; a day has a time, else browsers take it for one of Greenwich."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    return value if isinstance(value, int | None) else str(value)


def inline_json(value: Any) -> str:
    """Write JSON that stays data inside a script element, whatever its texts are."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def script_hash(script: str) -> str:
    """Name a script as a Content-Security-Policy wants it."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
