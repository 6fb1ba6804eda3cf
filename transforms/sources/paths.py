"""Paths: where in a row a value stands. A column is found by its name, what lies in it by steps.

`a.b` is a member, `a[0]` a place in a list, `a[key]` the value of that key in a list of keys and
values, as GA4 has its parameters, or in an object. A value that is null, or a text without a
character to see, is not there.
"""

import re
from collections.abc import Callable
from typing import Any

Get = Callable[[dict[str, Any]], Any]
Step = Callable[[Any], Any]

_PART = re.compile(r"`([^`]+)`|\[([^\[\]]+)\]|([^.`\[\]]+)")
#: Under what a list of keys and values has its keys.
_KEYS = ("key", "name")


def parts_of(path: str) -> list[tuple[str, bool]]:
    """Take a path apart: each part, and whether it stood in brackets."""
    return [
        (found[2], True) if found[2] is not None else (found[1] or found[3], False)
        for found in _PART.finditer(path)
    ]


def column_of(path: str) -> str:
    """Tell the column of a path."""
    return parts_of(path)[0][0]


def compile_path(path: str) -> Get:
    """Make a function of a path: from a row to the value, or None where there is none."""
    (column, _), *rest = parts_of(path)
    if not rest:
        return _column(column)
    if len(rest) == 1:
        return _within(column, _step(*rest[0]))
    return _along(column, [_step(*part) for part in rest])


def first_of(gets: list[Get]) -> Get:
    """Make a function that gives the first value that is there."""
    if len(gets) == 1:
        return gets[0]

    def first(row: dict[str, Any]) -> Any:
        for get in gets:
            value = get(row)
            if value is not None:
                return value
        return None

    return first


def _column(name: str) -> Get:
    def get(row: dict[str, Any]) -> Any:
        value = row.get(name)
        return value if value.__class__ is not str or value.strip() else None

    return get


def _within(name: str, step: Step) -> Get:
    def get(row: dict[str, Any]) -> Any:
        value = row.get(name)
        if value is None:
            return None
        value = step(value)
        return value if value.__class__ is not str or value.strip() else None

    return get


def _along(name: str, steps: list[Step]) -> Get:
    def get(row: dict[str, Any]) -> Any:
        value = row.get(name)
        for step in steps:
            if value is None:
                return None
            value = step(value)
        return value if value.__class__ is not str or value.strip() else None

    return get


def _step(text: str, is_bracket: bool) -> Step:
    if not is_bracket:
        return _member(text)
    return _place(int(text)) if re.fullmatch(r"[0-9]{1,6}", text) else _of_key(text)


def _member(name: str) -> Step:
    def step(value: Any) -> Any:
        return value.get(name) if value.__class__ is dict else None

    return step


def _place(index: int) -> Step:
    def step(value: Any) -> Any:
        return value[index] if value.__class__ is list and index < len(value) else None

    return step


def _of_key(key: str) -> Step:
    def step(value: Any) -> Any:
        if value.__class__ is dict:
            return _plain(value.get(key))
        if value.__class__ is list:
            for each in value:
                if each.__class__ is dict and any(each.get(name) == key for name in _KEYS):
                    return _plain(each.get("value"))
        return None

    return step


def _plain(value: Any) -> Any:
    """Take a value out of GA4's slots, of which one is filled."""
    if value.__class__ is dict:
        return next((each for each in value.values() if each is not None), None)
    return value
