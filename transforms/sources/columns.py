"""The columns of a source: which ones its mapping reads, keeps or knows."""

from collections.abc import Iterator
from typing import Any

from transforms.sources.paths import column_of
from transforms.system.setting_sources import SourceMapping


def read_columns(source: SourceMapping) -> set[str]:
    """Name the columns that a mapping's fields and its identity read."""
    return {column_of(path) for rule in _rules(source) for path in _paths(rule)}


def named_columns(source: SourceMapping) -> set[str]:
    """Name all columns that a mapping knows: read, kept or ignored."""
    return read_columns(source) | set(source.extra) | set(source.ignore)


def wanted_columns(source: SourceMapping, there: set[str]) -> list[str]:
    """Name the columns that a mapping reads, but for those of which another one is there."""
    wanted: dict[str, None] = {}
    for rule in _rules(source):
        columns = [column_of(path) for path in _paths(rule)]
        if not there.intersection(columns):
            wanted.update(dict.fromkeys(columns))
    return list(wanted)


def reading_of(source: SourceMapping, columns: set[str] | None) -> dict[str, Any]:
    """Give what of a mapping decides which events rows are; of some columns, if these are known.

    Paths to columns that no row has lead nowhere, so two mappings that differ in them alone make
    the same events.
    """
    reading = source.reading()
    if columns is None:
        return reading
    fields = {name: _leading(rule, columns) for name, rule in source.fields.items()}
    if source.identity:
        reading["identity"] = [_leading(rule, columns) for rule in source.identity]
    return {
        **reading,
        "fields": {name: rule for name, rule in fields.items() if rule != []},
        "extra": sorted(columns.intersection(source.extra)),
        "json": sorted(columns.intersection(source.json_columns)),
    }


def _rules(source: SourceMapping) -> list[Any]:
    return [*source.fields.values(), *source.identity]


def _leading(rule: Any, columns: set[str]) -> Any:
    """Leave out of a path, or of several, those to other columns; a rule of its own stays."""
    paths = [rule] if isinstance(rule, str) else rule
    return [path for path in paths if column_of(path) in columns] if type(paths) is list else rule


def _paths(rule: Any) -> Iterator[str]:
    if isinstance(rule, str):
        yield rule
    elif isinstance(rule, list):
        yield from rule
    elif isinstance(rule, dict):
        for key in ("if", "device_of", "each", "else_one"):
            if key in rule:
                yield rule[key]
        if isinstance(rule.get("else"), str | list | dict):
            yield from _paths(rule["else"])
