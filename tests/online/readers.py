"""Readers as docs/online.md has them, and what the lake says beside them."""

import re
from datetime import date
from decimal import Decimal
from json import loads
from typing import Any

from tests.paths import PROJECT
from transforms.lakehouse import Lakehouse
from transforms.ml.people import features_sql

_SNIPPETS = re.findall(
    r"^```python\n(.*?)^```", (PROJECT / "docs/online.md").read_text(), re.DOTALL | re.MULTILINE
)


def documented() -> dict[str, Any]:
    """Run the snippets of the page; give what they define."""
    found: dict[str, Any] = {}
    for snippet in _SNIPPETS:
        exec(compile(snippet, "docs/online.md", "exec"), found)  # noqa: S102 - our own page
    return found


def offline(lakehouse: Lakehouse, cutoff: date) -> dict[str, dict[str, Any]]:
    """Features by person, read as `ml features` reads them, numbers as decimals."""
    with lakehouse.reading() as connection:
        found = connection.execute(features_sql(lakehouse.config, cutoff))
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {row.pop("user_id"): _exact(row) for row in rows if row.pop("cutoff")}


def exact(text: str) -> dict[str, Any]:
    """Read a record, numbers as decimals."""
    return _exact(loads(text, parse_float=Decimal))


def _exact(row: dict[str, Any]) -> dict[str, Any]:
    return {name: Decimal(each) if isinstance(each, int) else each for name, each in row.items()}
