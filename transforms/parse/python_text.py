"""Python-literal text: a bounded reader for lists, dicts, tuples, texts, numbers and None.

Nothing is evaluated: a piece pattern and a stack, both linear in the text.
"""

import re
from typing import Any

from transforms.parse.decimals import MOST_DIGITS, Number
from transforms.parse.json_text import check_characters
from transforms.parse.refusals import Refusal, shown

_TOKEN = re.compile(
    r"[ \t\r\n]*+(?:"
    r"(?P<text>[uU]?(?:'(?>(?:[^'\\\n]|\\[\s\S])*)'|\"(?>(?:[^\"\\\n]|\\[\s\S])*)\"))"
    r"|(?P<number>-?[0-9]++(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?(?![\w.]))"
    r"|(?P<name>[A-Za-z_]\w*+)"
    r"|(?P<mark>[\[\]{}(),:])"
    r"|(?P<end>\Z))"
)
_ESCAPE = re.compile(
    r"\\(?:\n|([\\'\"abfnrtv])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))",
    re.DOTALL,
)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_NAMES = {"None": None, "True": True, "False": False}
_NOT_FINITE = ("nan", "inf", "NaN", "Infinity")
_CLOSING = {"[": "]", "(": ")", "{": "}"}


class _Level:
    """One open bracket: its values so far, and what may follow."""

    def __init__(self, opening: str) -> None:
        self.opening = opening
        self.values: list[Any] = []
        self.keys: list[str] = []
        self.wants = "value"


def read_python_text(text: str, depth: int) -> Any:
    """Read one Python literal; tuples become lists.

    Raises:
        Refusal: E_ITEMS_SYNTAX, E_ITEMS_DEPTH, E_JSON_DUP_KEY, E_NUMBER_RANGE, E_SURROGATE.
    """
    levels = [_Level("")]
    position = 0
    while True:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _syntax(text, position)
        kind, piece, position = match.lastgroup, match[match.lastgroup or 0], match.end()
        level = levels[-1]
        if kind == "end":
            if len(levels) > 1 or not level.values:
                raise _syntax(text, position)
            check_characters(level.values[0])
            return level.values[0]
        if kind == "mark" and piece in "[({":
            if len(levels) > depth:
                raise Refusal("E_ITEMS_DEPTH", f"items must nest at most {depth} deep, got more")
            if level.wants not in ("value", "value or end") or _wants_key(level):
                raise _syntax(text, position)
            levels.append(_Level(piece))
            levels[-1].wants = "value or end"
        elif kind == "mark" and piece in "])}":
            if level.opening == "" or _CLOSING[level.opening] != piece or not _may_end(level):
                raise _syntax(text, position)
            levels.pop()
            _add(levels[-1], _closed(level), text, position)
        elif kind == "mark":
            _pass_mark(level, piece, text, position)
        else:
            _add(level, _scalar(str(kind), piece, text, position), text, position)


def _wants_key(level: _Level) -> bool:
    return level.opening == "{" and len(level.keys) == len(level.values)


def _may_end(level: _Level) -> bool:
    return level.wants in ("value or end", "comma or end") and len(level.keys) in (
        0,
        len(level.values),
    )


def _pass_mark(level: _Level, piece: str, text: str, position: int) -> None:
    if piece == ":" and level.wants == "colon":
        level.wants = "value"
    elif piece == "," and level.wants == "comma or end" and level.opening:
        level.wants = "value or end"
    else:
        raise _syntax(text, position)


def _add(level: _Level, value: Any, text: str, position: int) -> None:
    if level.wants not in ("value", "value or end") or (not level.opening and level.values):
        raise _syntax(text, position)
    if _wants_key(level):
        if type(value) is not str:
            raise _syntax(text, position)
        level.keys.append(value)
        level.wants = "colon"
        return
    level.values.append(value)
    level.wants = "comma or end"


def _closed(level: _Level) -> Any:
    if level.opening != "{":
        return level.values
    found = dict(zip(level.keys, level.values, strict=True))
    if len(found) < len(level.keys):
        raise Refusal("E_JSON_DUP_KEY", "a key stands twice in one item")
    return found


def _scalar(kind: str, piece: str, text: str, position: int) -> Any:
    if kind == "text":
        return _unescaped(piece.lstrip("uU")[1:-1], text, position)
    if kind == "name":
        if piece in _NAMES:
            return _NAMES[piece]
        if piece in _NOT_FINITE:
            return piece
        raise _syntax(text, position)
    if len(piece) > MOST_DIGITS or float(piece) in (float("inf"), float("-inf")):
        raise Refusal("E_NUMBER_RANGE", f"a number must fit a double, got {shown(piece)}")
    if piece.lstrip("-").isdigit():
        return int(piece)
    return Number(re.sub(r"\.(?![0-9])", "", piece))


def _unescaped(body: str, text: str, position: int) -> str:
    if "\\" not in body:
        return body

    def character(match: re.Match[str]) -> str:
        letter, two, four, eight, octal, other = match.groups()
        if other:
            return "\\" + other
        if letter:
            return _LETTERS.get(letter, letter)
        code = int(two or four or eight or "0", 16) if not octal else int(octal, 8)
        if code > 0x10FFFF:
            raise _syntax(text, position)
        return "" if match[0] == "\\\n" else chr(code)

    return _ESCAPE.sub(character, body)


def _syntax(text: str, position: int) -> Refusal:
    find = shown(text[max(0, position - 1) : position + 20])
    return Refusal("E_ITEMS_SYNTAX", f"items must be an array, broken at {position} near {find}")
