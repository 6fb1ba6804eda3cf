"""Strict JSON: what the standard parser lets pass is refused here, after the syntax is known."""

import json
import re
from typing import Any

from transforms.parse.decimals import MOST_DIGITS, Number
from transforms.parse.refusals import Refusal, shown

_RISKY_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_STRING = re.compile(rb'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)(?:"|\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_INFINITE = (float("inf"), float("-inf"))


def is_deeper(raw: bytes, limit: int) -> bool:
    """Tell whether brackets outside strings nest deeper than the limit; linear, builds nothing."""
    if raw.count(b"[") + raw.count(b"{") <= limit:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        if depth > limit:
            return True
    return False


class StrictJson:
    """Parse JSON text to dict, list, str, int, bool, None and `Number` (fraction or exponent)."""

    def __init__(self) -> None:
        self._problems: list[Refusal] = []
        self._decode = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=self._float,
            parse_constant=self._constant,
        ).decode

    def parse(self, text: str) -> Any:
        """Parse one JSON value.

        Raises:
            Refusal: duplicate key, non-finite, oversized number, U+0000 or lone surrogate.
            JSONDecodeError: the text is not JSON.
        """
        self._problems.clear()
        try:
            value = self._decode(text)
        except json.JSONDecodeError:
            raise
        except RecursionError as error:
            raise Refusal("E_JSON_DEPTH", "nested too deep") from error
        except ValueError as error:
            wish = f"a number must have at most {MOST_DIGITS} digits"
            raise Refusal("E_NUMBER_RANGE", wish) from error
        if self._problems:
            raise self._problems[0]
        if _RISKY_ESCAPE.search(text):
            check_characters(value)
        return value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            self._problems.append(Refusal("E_JSON_DUP_KEY", f"the key {shown(twice)} stands twice"))
        return found

    def _float(self, text: str) -> Number:
        if len(text) > MOST_DIGITS or float(text) in _INFINITE:
            detail = f"a number must fit a double, got {shown(text)}"
            self._problems.append(Refusal("E_NUMBER_RANGE", detail))
        return Number(text)

    def _constant(self, name: str) -> None:
        detail = f"a number must be finite, got {name}"
        self._problems.append(Refusal("E_JSON_NONFINITE", detail))


def check_characters(value: Any) -> None:
    """Refuse U+0000 and lone surrogates in any text or key of a parsed value."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if "\0" in one:
                raise Refusal("E_FIELD_CHARSET", "a text must not hold U+0000")
            if any("\ud800" <= character <= "\udfff" for character in one):
                raise Refusal("E_SURROGATE", "a text must not hold half a surrogate pair")
        elif isinstance(one, dict):
            waiting.extend(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
