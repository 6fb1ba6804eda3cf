"""Item parameters in Java text: `[{key=discounts, value={string_value=HOT10, ...}}]`."""

import re
from typing import Any

from transforms.parse.decimals import Number
from transforms.parse.refusals import Refusal

_PLAIN = "[^,={}]*+"
_NUMBER_SLOTS = ("int_value", "float_value", "double_value")
_STRING = "[^,={}]*+(?>(?:,(?! )[^,={}]*+)*)"
_PARAM = rf"\{{key=({_PLAIN}), value=\{{string_value=({_STRING})" + "".join(
    rf", {slot}=({_PLAIN})" for slot in _NUMBER_SLOTS
)
_PLAIN_PARAM = re.compile(_PARAM + r"\}\}")
PLAIN_PARAMS = re.sub(r"\((?!\?)", "(?:", rf"\[(?>(?:{_PARAM}\}}\}}(?:, (?=\{{))?)*)\]")
_PARAM_TEXT = re.compile(
    r"\{key=(?>(.*?), value=\{string_value=)"
    rf"(?>(.*?), int_value=({_PLAIN}), float_value=({_PLAIN}), double_value=({_PLAIN})\}}\}}"
    r"(?:, (?=\{key=)|\Z))",
    re.DOTALL,
)
_NUMBER = re.compile(r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?")


def read_plain_params(text: str) -> dict[str, Any] | list[dict[str, Any]]:
    """Read parameters that PLAIN_PARAMS matches."""
    return _named(_PLAIN_PARAM.findall(text))


def read_java_params(text: str, warnings: set[str]) -> dict[str, Any] | list[dict[str, Any]]:
    """Read any parameters; strings may hold what looks like another slot.

    Raises:
        Refusal: E_ITEMS_SYNTAX where the text is no list of parameters.
    """
    if text in ("[]", "", "null"):
        return {}
    if not (text.startswith("[") and text.endswith("]")):
        raise Refusal("E_ITEMS_SYNTAX", "item_params must stand in [ and ]")
    body = text[1:-1]
    params: list[tuple[str, ...]] = []
    position = 0
    while position < len(body):
        match = _PARAM_TEXT.match(body, position)
        if match is None:
            raise Refusal("E_ITEMS_SYNTAX", f"item_params broken at {position}")
        if ", int_value=" in match[2] or ", value={" in match[2]:
            warnings.add("W_ITEMS_AMBIGUOUS")
        params.append(match.groups())
        position = match.end()
    return _named(params)


def _named(params: list[tuple[str, ...]]) -> dict[str, Any] | list[dict[str, Any]]:
    """Give parameters by name, or as JSON has them where a name stands twice."""
    found: dict[str, Any] = {}
    for name, string, *numbers in params:
        slots = {} if string in ("null", "") else {"string_value": string}
        for slot, number in zip(_NUMBER_SLOTS, numbers, strict=True):
            if number != "null":
                slots[slot] = Number(number) if _NUMBER.fullmatch(number) else number
        found[name] = slots
    if len(found) < len(params):
        return [{"key": param[0], "value": param[1]} for param in params]
    return found
