"""The header of an SQL file: comment lines on top, which say what a table is and means."""

import re
from dataclasses import dataclass
from itertools import takewhile

from transforms.errors import LakehouseError


class ModelError(LakehouseError):
    """A file below sql/ does not say what it must; caught by nobody, it is a bug of ours."""


@dataclass(frozen=True)
class Header:
    """What the header of one table says, and the SQL below it.

    `fields` are its `-- name: value` lines, `columns` gives a sentence for each column (none for
    those that the glossary speaks for), `notes` is the text behind the empty comment line.
    """

    name: str
    summary: str
    fields: dict[str, str]
    columns: dict[str, str]
    notes: str
    sql: str


def read_header(text: str, location: str) -> Header:
    """Split the text of one table (named by `location` where it is wrong) into header and SQL.

    Raises:
        ModelError: the first line, or a line of the header, is none.
    """
    lines = list(takewhile(lambda line: line.startswith("--"), text.splitlines()))
    first = re.fullmatch(r"-- ([a-z][a-z0-9_]*): (.+)", lines[0]) if lines else None
    if first is None:
        raise ModelError(f"{location}: the first line must be `-- name: what it is`")
    end = lines.index("--") if "--" in lines else len(lines)
    fields, columns = _fields(lines[1:end], location)
    return Header(
        name=first[1],
        summary=first[2],
        fields=fields,
        columns=columns,
        notes=" ".join(line.removeprefix("--").strip() for line in lines[end + 1 :]),
        sql="\n".join(text.splitlines()[len(lines) :]).strip(),
    )


def _fields(lines: list[str], location: str) -> tuple[dict[str, str], dict[str, str]]:
    """Tell the fields from the columns: names alone, or one and its sentence, which may run on."""
    fields: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in lines:
        if field := re.fullmatch(r"-- ([a-z]+(?: [a-z]+)?):(.*)", line):
            fields[field[1]] = field[2].strip()
        elif column := re.fullmatch(r"--   ([a-z][a-z0-9_]*): (.+)", line):
            columns[column[1]] = column[2]
        elif names := re.fullmatch(r"--   ([a-z][a-z0-9_, ]*)", line):
            columns.update(dict.fromkeys(filter(None, re.split(r", ?", names[1])), ""))
        elif (more := re.fullmatch(r"--     +(\S.*)", line)) and columns:
            columns[next(reversed(columns))] += f" {more[1]}"
        else:
            raise ModelError(f"{location}: a header line must be a field or a column, got {line!r}")
    fields.pop("columns", None)
    return fields, columns
