"""A mapping guessed: the format of a file, and which of its columns may be which field.

It is a draft to be checked. A column whose name says nothing that is known is kept as extra: what
nobody wants is easily moved to `ignore`, and what was thrown away is not seen.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from transforms.errors import InputMissing, InputRefused
from transforms.operate.source_cells import (
    decimal_of,
    delimiter_of,
    is_bare,
    lines_before_header,
    time_format_of,
)
from transforms.operate.source_names import AGENTS, COSTS, FIELDS, ITEMS, are_of_costs, plain
from transforms.sources.paths import column_of
from transforms.system.own_names import OWN_NAMES

_BEGINNING = 1 << 20
_ROWS = 500


def guess_mapping(path: Path, name: str, zone: str = "UTC") -> dict[str, Any]:
    """Guess the mapping of a file of cells, of Parquet or of JSON lines.

    Times that name no zone are taken to be of the shop's `zone`.

    Raises:
        InputMissing: there is no such file.
        InputRefused: it has no columns that can be told.
    """
    if not path.is_file():
        raise InputMissing(f"--from must name a file, got {path}")
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if len(beginning) == _BEGINNING:
        beginning = beginning[: beginning.rfind(b"\n") + 1] or beginning
    columns: list[str]
    rows: list[dict[str, Any]]
    if beginning.startswith(b"PAR1"):
        mapping: dict[str, Any] = {"format": "parquet"}
        columns, rows = _of_parquet(path)
    elif beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        mapping = {"format": "jsonl"}
        columns, rows = _of_json(beginning)
    else:
        mapping, columns, rows = _of_cells(beginning)
    if not columns:
        raise InputRefused(f"--from must name a file with columns, got none in {path}")
    files = [f"{name}*.{path.name.partition('.')[2] or 'csv'}"]
    mapping = {"files": files, **mapping}
    opened = [column for column in columns if _is_json(column, rows)]
    named, items = _within(columns, rows, opened)
    fields, pattern = _fields(columns, rows, named, is_european=_is_european(mapping))
    if items:
        fields["items"] = items
    times = [row.get(column_of(fields["event_timestamp"])) for row in rows]
    if zone != "UTC" and any(isinstance(each, str) and is_bare(each) for each in times):
        mapping["timezone"] = zone
    if pattern:
        mapping["time_format"] = pattern
    if opened:
        mapping["json"] = opened
    mapping["fields"] = fields
    used = {*opened, *map(column_of, _rules(fields))}
    others = [column for column in columns if column not in used]
    kept = [column for column in others if column not in {*OWN_NAMES, *fields}]
    ignored = [column for column in others if column not in kept]
    told = {"extra": kept, "ignore": ignored}
    return mapping | {name: listed for name, listed in told.items() if listed}


def _is_european(mapping: dict[str, Any]) -> bool:
    settings = mapping.get("csv", {})
    return bool(settings.get("delimiter") == ";" or settings.get("decimal") == ",")


def _fields(
    columns: list[str], rows: list[dict[str, Any]], paths: dict[str, str], *, is_european: bool
) -> tuple[dict[str, Any], str]:
    """Guess fields, and the pattern of their times.

    `paths` are what can be read, by their names without case and marks.
    """
    is_cost = are_of_costs(set(paths))
    fields: dict[str, Any] = {}
    for field, names in (COSTS if is_cost else FIELDS).items():
        found = next((paths[each] for each in names if each in paths), None)
        if found is not None and found not in fields.values():
            fields[field] = found
    agent = next((paths[each] for each in AGENTS if each in paths), None)
    if agent is not None and "device_category" not in fields:
        fields["device_category"] = {"device_of": agent}
    fields.setdefault("event_name", {"value": "marketing_cost" if is_cost else "purchase"})
    if not is_cost:
        fields.setdefault("platform", {"value": "WEB"})
    patterns = {
        column: time_format_of((row.get(column) for row in rows), is_european=is_european)
        for column in columns
    }
    with_times = [column for column, pattern in patterns.items() if pattern is not None]
    fields.setdefault("event_timestamp", _path((with_times or columns)[0]))
    first = ("event_name", "event_timestamp")
    pattern = patterns.get(column_of(fields["event_timestamp"])) or ""
    return {**{name: fields[name] for name in first}, **fields}, pattern


def _within(
    columns: list[str], rows: list[dict[str, Any]], opened: list[str]
) -> tuple[dict[str, str], dict[str, Any]]:
    """Name what can be read: columns, and what lies in those that hold objects; and the items."""
    paths = {plain(column): _path(column) for column in reversed(columns)}
    items: dict[str, Any] = {}
    for column in columns:
        for row in rows:
            value = row.get(column)
            if column in opened and isinstance(value, str):
                with suppress(msgspec.DecodeError):
                    value = msgspec.json.decode(value)
            inner = value if isinstance(value, dict) else {"": value}
            for name, each in inner.items():
                path = f"{_path(column)}.{_path(name)}" if name else _path(column)
                if isinstance(each, list) and each and isinstance(each[0], dict):
                    items = items or _items(path, each[0])
                elif name and not isinstance(each, dict | list):
                    paths.setdefault(plain(name), path)
    return paths, items


def _items(path: str, entry: dict[str, Any]) -> dict[str, Any]:
    paths = {plain(name): _path(name) for name in reversed(entry)}
    fields = {
        field: paths[found]
        for field, names in ITEMS.items()
        for found in [next((each for each in names if each in paths), "")]
        if found
    }
    return {"each": path, "fields": fields} if fields.keys() & {"item_id", "item_name"} else {}


def _rules(fields: dict[str, Any]) -> Iterator[str]:
    for rule in fields.values():
        if isinstance(rule, str):
            yield rule
        else:
            yield from (rule[key] for key in ("device_of", "each") if key in rule)


def _of_cells(beginning: bytes) -> tuple[dict[str, Any], list[str], list[dict[str, Any]]]:
    encoding, text = _decoded(beginning)
    delimiter = delimiter_of(text)
    skipped = lines_before_header(text, delimiter)
    lines = io.StringIO(text, newline="")
    for _ in range(skipped):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        header, *rest = islice(filter(any, reader), _ROWS)
    except (csv.Error, ValueError) as error:
        raise InputRefused("--from must name a file with columns, got none to be read") from error
    columns = [cell.strip() or f"column_{place}" for place, cell in enumerate(header, 1)]
    rows = [dict(zip(columns, row, strict=False)) for row in rest]
    settings: dict[str, Any] = {}
    if delimiter not in ",\t":
        settings["delimiter"] = delimiter
    if encoding != "utf-8":
        settings["encoding"] = encoding
    if decimal_of((cell for row in rows for cell in row.values()), delimiter) == ",":
        settings["decimal"] = ","
    if skipped:
        settings["skip_lines"] = skipped
    mapping: dict[str, Any] = {"format": "tsv" if delimiter == "\t" and '"' not in text else "csv"}
    if mapping["format"] == "csv" and delimiter == "\t":
        settings["delimiter"] = "\t"
    return ({**mapping, "csv": settings} if settings else mapping), columns, rows


def _of_parquet(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    import duckdb

    with duckdb.connect() as connection:
        try:
            found = connection.read_parquet(str(path))
            return found.columns, [
                dict(zip(found.columns, row, strict=True)) for row in found.fetchmany(_ROWS)
            ]
        except duckdb.Error as error:
            raise InputRefused(f"--from must name intact Parquet, got {path}") from error


def _of_json(beginning: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    rows = []
    for line in islice(beginning.splitlines(), _ROWS):
        try:
            row = msgspec.json.decode(line.strip().strip(b"[],"))
        except msgspec.DecodeError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    return list(dict.fromkeys(name for row in rows for name in row)), rows


def _decoded(beginning: bytes) -> tuple[str, str]:
    if beginning[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", beginning.decode("utf-16", "ignore").replace("\r\n", "\n")
    try:
        return "utf-8", codecs.getincrementaldecoder("utf-8-sig")().decode(beginning)
    except UnicodeDecodeError:
        return "windows-1252", beginning.decode("windows-1252", "replace")


def _is_json(column: str, rows: list[dict[str, Any]]) -> bool:
    texts = [row.get(column) for row in rows]
    filled = [text.lstrip() for text in texts if isinstance(text, str) and text.strip()]
    return bool(filled) and all(text[:1] in ("{", "[") for text in filled)


def _path(column: str) -> str:
    return f"`{column}`" if re.search(r"[.\[\]]", column) else column
