"""Item parameters, an array of {key, value: {string_value, ...}}, as names and values."""

from typing import Any

from transforms.reading.item_fields import ItemFields
from transforms.reading.refusals import kind_of

_SLOTS = ("string_value", "int_value", "float_value", "double_value")


def read_params(value: Any, fields: ItemFields) -> list[tuple[str, Any]]:
    """Give each parameter's name and its one value (None when all slots are empty).

    Raises:
        Refusal: the parameters have another shape, or a name stands twice.
    """
    if isinstance(value, dict):
        return [(name, _one_value(member)) for name, member in value.items()]
    if isinstance(value, str) and value.strip() in ("", "null", "[]"):
        return []
    if not isinstance(value, list):
        raise fields.refusal("E_ITEM_FIELD", "item_params", "an array", kind_of(value))
    found: list[tuple[str, Any]] = []
    for param in value:
        if not isinstance(param, dict) or not isinstance(param.get("key"), str):
            raise fields.refusal(
                "E_ITEM_FIELD", "item_params", "objects with a key", kind_of(param)
            )
        rest = {key: member for key, member in param.items() if key not in ("key", "value")}
        one = _one_value(param.get("value"))
        found.append((param["key"], {**rest, "value": one} if rest else one))
    if len(dict(found)) < len(found):
        raise fields.refusal("E_ITEM_FIELD", "item_params", "one per key", "a key twice")
    return found


def _one_value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    filled = {slot: member for slot, member in value.items() if member not in (None, "null", "")}
    if not filled:
        return None
    if len(filled) == 1:
        (slot,) = filled
        if slot in _SLOTS:
            return filled[slot]
    return filled
