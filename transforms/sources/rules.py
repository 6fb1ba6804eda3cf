"""Rules: from where the settings say that a field's value is to a function that finds it there."""

import re
from collections.abc import Callable
from typing import Any

from transforms.sources.paths import Get, column_of, compile_path, first_of, parts_of
from transforms.sources.values import Convert, as_written, converter
from transforms.system.setting_sources import SourceMapping

_TABLET = re.compile(r"iPad|Tablet|Android(?!.*Mobile)")
_MOBILE = re.compile(r"Mobi|iPhone|Android")
_MOST_REMEMBERED = 10_000


def compile_rule(rule: Any) -> Get:
    """Make a function of a field's rule: from a row to the value as it is written, or None."""
    if isinstance(rule, str):
        return compile_path(rule)
    if isinstance(rule, list):
        return first_of([compile_path(path) for path in rule])
    if "device_of" in rule:
        return _device(compile_path(rule["device_of"]))
    if "if" in rule:
        return _if(compile_path(rule["if"]), rule["value"], rule.get("else"))
    return _constant(rule["value"])


def compile_field(rule: Any, convert: Convert) -> Get:
    """Make a function of a field's rule that gives the value as the reader takes it."""
    get = compile_rule(rule)

    def converted(row: dict[str, Any]) -> Any:
        value = get(row)
        return None if value is None else convert(value)

    return get if convert is as_written else converted


def plain_column(rule: Any) -> str | None:
    """Name the column of a rule that says no more than that; those are read at once."""
    return column_of(rule) if isinstance(rule, str) and len(parts_of(rule)) == 1 else None


def _constant(value: Any) -> Get:
    return lambda _: value


def _if(test: Get, value: Any, otherwise: Any) -> Get:
    other = compile_rule(otherwise) if otherwise is not None else _constant(None)
    return lambda row: other(row) if test(row) is None else value


def _device(get: Get) -> Get:
    known: dict[str, str] = {}

    def device(row: dict[str, Any]) -> Any:
        agent = get(row)
        if agent.__class__ is not str:
            return None
        found = known.get(agent)
        if found is None:
            is_mobile = _MOBILE.search(agent)
            found = "tablet" if _TABLET.search(agent) else "mobile" if is_mobile else "desktop"
            if len(known) < _MOST_REMEMBERED:
                known[agent] = found
        return found

    return device


def compile_items(
    rule: dict[str, Any], source: SourceMapping, *, is_typed: bool
) -> Callable[[dict[str, Any]], list[dict[str, Any]] | None]:
    """Make a function of the rule of items: from a row to its items, or None without any place.

    An item without a field is left out; what is no object is left to the reader to refuse.
    """
    each = compile_path(rule["each"]) if "each" in rule else _constant(None)
    one = compile_path(rule["else_one"]) if "else_one" in rule else _constant(None)
    needed = rule.get("needs") or []
    needs = [compile_path(path) for path in ([needed] if isinstance(needed, str) else needed)]
    fields = [
        (name, compile_field(given, converter(name, source) if is_typed else as_written))
        for name, given in rule["fields"].items()
    ]

    def items(row: dict[str, Any]) -> list[dict[str, Any]] | None:
        found = each(row)
        if found.__class__ is not list:
            single = one(row)
            if single.__class__ is not dict:
                return None
            found = [single]
        made = []
        for entry in found:
            if entry.__class__ is not dict:
                made.append(entry)  # the reader says what is wrong with it
                continue
            if needs and all(get(entry) is None for get in needs):
                continue
            item = {}
            for name, get in fields:
                value = get(entry)
                if value is not None:
                    item[name] = value
            if item:
                made.append(item)
        return made

    return items
