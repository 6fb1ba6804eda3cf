"""Learned fields: what lines carry beside the fields of the typed shape, made fields of it too.

The typed decoder knows the names that it was made with. A line that fails for another name teaches
it: scalars that a schema does not know become fields of a wider shape, so the next lines decode at
once. A learned field is taken out of an event or an item as it was written, and whoever took it
says what becomes of it. How many names are learned has a bound; the rest takes the exact path.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from msgspec import UNSET, DecodeError, Struct, UnsetType, ValidationError, defstruct
from msgspec.json import Decoder, decode

from transforms.config import LimitSettings
from transforms.parse.decimals import Number
from transforms.parse.drift import LONGEST_NAME
from transforms.parse.schema import Event, Item, Never

MOST_LEARNED = 64
"""Names of events, and of items."""
_MOST_HOPELESS = 1_000
_SCALARS = (str, int, float, bool, type(None))
_OF_OTHERS = "event_params"


class LearnedField(NamedTuple):
    """An attribute, the name of the field that it holds, its JSON key, and the colons of that."""

    attribute: str
    name: str
    key: str
    colons: int


#: In the order of their names, as canonical JSON has them.
Learned: TypeAlias = tuple[LearnedField, ...]


@dataclass(frozen=True)
class Shape:
    """A typed shape with learned fields: how it is decoded, and where these are."""

    decode: Callable[[bytes], Event]
    decode_items: Callable[[str], list[Item]]
    of_event: Learned
    of_item: Learned


class Learner:
    """Widen the typed shape by what lines bring; `shape` is the widest so far."""

    def __init__(self, limits: LimitSettings) -> None:
        # events have at most 36 known keys: with the learned ones they stay below the limit
        self._most = max(0, min(MOST_LEARNED, limits.fields - 64))
        self._event_names: frozenset[str] = frozenset()
        self._item_names: frozenset[str] = frozenset()
        self._hopeless: set[str] = set()
        self.shape = shape_of(self._event_names, self._item_names)

    def learn(self, line: bytes, error: ValidationError) -> bool:
        """Learn the fields of a line that does not decode; tell whether to try again."""
        reason = str(error)
        if reason in self._hopeless or len(self._hopeless) >= _MOST_HOPELESS:
            return False
        fields = decode(line)
        before = self.shape
        self._event_names = self._with(self._event_names, Event, [fields])
        self._item_names = self._with(self._item_names, Item, _items_of(fields))
        self.shape = shape_of(self._event_names, self._item_names)
        if self.shape is before:
            self._hopeless.add(reason)
        return self.shape is not before

    def _with(self, names: frozenset[str], base: type[Struct], objects: Any) -> frozenset[str]:
        known = _read_by(base)
        found = {
            name
            for each in objects
            if isinstance(each, dict)
            for name, value in each.items()
            if name not in known and isinstance(value, _SCALARS) and _can_be_learned(name)
        }
        return frozenset([*names, *sorted(found - names)][: self._most])


@lru_cache(maxsize=64)
def shape_of(event_names: frozenset[str], item_names: frozenset[str]) -> Shape:
    """Give the typed shape with these names learned."""
    item, of_item = _widened(Item, item_names, {})
    items = str | list[item] | UnsetType | None  # type: ignore[valid-type]
    event, of_event = _widened(Event, event_names, {"items": items} if item_names else {})
    return Shape(
        Decoder(event, float_hook=Number).decode,
        Decoder(list[item], float_hook=Number).decode,  # type: ignore[valid-type]
        of_event,
        of_item,
    )


def _widened(
    base: type[Any], names: frozenset[str], others: dict[str, Any]
) -> tuple[type[Any], Learned]:
    """Make a struct with more fields; one that is only written may be read under its name."""
    learned = tuple(
        LearnedField(
            name if name in base.__struct_fields__ else f"learned_{place}",
            name,
            f'"{name}":',
            name.count(":") + 1,
        )
        for place, name in enumerate(sorted(names))
    )
    if not learned and not others:
        return base, learned
    fields = [(name, kind, UNSET) for name, kind in others.items()]
    fields += [(each.attribute, Any, UNSET) for each in learned]
    wider = defstruct(
        base.__name__,
        fields,
        bases=(base,),
        rename={each.attribute: each.name for each in learned},
        forbid_unknown_fields=True,
        gc=False,
    )
    return wider, learned


def _items_of(fields: Any) -> Any:
    items = fields.get("items") if isinstance(fields, dict) else None
    if isinstance(items, str):
        try:
            items = decode(items)
        except DecodeError:
            return []
    return items if isinstance(items, list) else []


@lru_cache
def _read_by(base: type[Struct]) -> frozenset[str]:
    """Name the fields that a typed shape reads."""
    return frozenset(name for name in base.__struct_fields__ if base.__annotations__[name] != Never)


def _can_be_learned(name: str) -> bool:
    is_plain = name.isprintable() and '"' not in name and "\\" not in name
    return is_plain and 0 < len(name) <= LONGEST_NAME and name != _OF_OTHERS
