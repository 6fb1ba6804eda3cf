"""Rules of data quality: each file of sql/quality/, one measure a day, with the rows behind it."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.models.header import ModelError, read_header
from transforms.models.model import SQL

FOLDER = SQL / "quality"
_LAST = "select * from days"


@dataclass(frozen=True)
class Rule:
    """A rule: what it measures, how bad a broken one is, and the setting that bounds it.

    `sql` gives a row a day (`day, value, threshold, rows, is_kept`); its step `found` has what was
    judged: `day`, `slice`, whatever tells where it stands, and `is_kept`. One that `has_slices`
    says of each its `value` and the `least` that it may be, so that each is watched alone.
    """

    name: str
    summary: str
    severity: str
    threshold: str
    sql: str
    has_slices: bool

    @property
    def found(self) -> str:
        """Give the SELECT of what was judged, row by row."""
        return f"{self.sql.removesuffix(_LAST)}select * from found"


@cache
def read_rules() -> tuple[Rule, ...]:
    """Read sql/quality/, in the order of names.

    Raises:
        ModelError: a file does not say what it must.
    """
    return tuple(_read(path.stem) for path in sorted(FOLDER.glob("*.sql")))


def _read(name: str) -> Rule:
    path = FOLDER / f"{name}.sql"
    header = read_header(path.read_text(encoding="utf-8"), str(path))
    fields = header.fields
    if (
        header.name != name
        or not {"severity", "threshold"} <= fields.keys() <= {"severity", "threshold", "slices"}
        or fields["severity"] not in ("fail", "warn")
        or not header.sql.endswith(_LAST)
        or not re.search(r"\bfound as \(", header.sql)
    ):
        raise ModelError(
            f"{path}: must be named like its file, say severity and threshold, have a step `found`"
            f" and end with `{_LAST}`"
        )
    return Rule(
        name,
        header.summary,
        fields["severity"],
        fields["threshold"],
        header.sql,
        "slices" in fields,
    )
