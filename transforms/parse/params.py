"""Item parameters, an array of {key, value: {string_value, ...}}, as names and values."""

from typing import Any

from transforms.parse.item_fields import ItemFields
from transforms.parse.refusals import kind_of, shown

_SLOTS = ("string_value", "int_value", "float_value", "double_value")


def read_params(value: Any, fields: ItemFields) -> dict[str, Any]:
    """Give each parameter's name and its one value (None when all slots are empty).

    Raises:
        Refusal: the parameters have another shape, or a name stands twice.
    """
    if isinstance(value, dict):
        return {name: one_value(member) for name, member in value.items()}
    if isinstance(value, str) and value.strip() in ("", "null", "[]"):
        return {}
    if not isinstance(value, list):
        raise fields.refusal("E_ITEM_FIELD", "item_params", "an array", kind_of(value))
    found: dict[str, Any] = {}
    for param in value:
        if not isinstance(param, dict) or not isinstance(param.get("key"), str):
            raise fields.refusal(
                "E_ITEM_FIELD", "item_params", "objects with a key", kind_of(param)
            )
        if param["key"] in found:
            raise fields.refusal("E_ITEM_FIELD", "item_params", "one per key", shown(param["key"]))
        one = one_value(param.get("value"))
        if len(param) > 2:
            rest = {key: member for key, member in param.items() if key not in ("key", "value")}
            one = {**rest, "value": one}
        found[param["key"]] = one
    return found


def one_value(value: Any) -> Any:
    """Take the one slot of a parameter that is filled; several are kept as they are."""
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
