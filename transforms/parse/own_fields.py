"""Own fields: what some events alone carry; elsewhere a field of the same name is an unknown one.

The exact path coerces or refuses, as for the fields of all events; the fast path takes what needs
neither, and doubts the rest.
"""

from typing import Any

from msgspec import UNSET

from transforms.parse.fields import read_limited, read_own_id, read_text, read_whole
from transforms.parse.prefilter import Doubt
from transforms.parse.refusals import Refusal, shown
from transforms.parse.schema import LONGEST_WORD, WHOLE_LIMIT, Event
from transforms.parse.timestamps import FIRST_US, read_timestamp

COST_EVENT = "marketing_cost"
"""What advertising cost on a day: an event of no person."""

_PERSON = {"segment": "word", "plan_id": "word"}
_SUBSCRIPTION = {"subscription_id": "id", "plan_id": "word", "interval": "choice"}
_PAYMENT = {
    "payment_id": "id",
    "invoice_id": "id",
    "subscription_id": "id",
    "status": "choice",
    "failure_code": "word",
}
OWN_FIELDS: dict[str, dict[str, str]] = {
    COST_EVENT: {"clicks": "whole", "impressions": "whole", "reported_at": "moment"},
    "sign_up": _PERSON,
    "profile": _PERSON,
    "subscription_start": _SUBSCRIPTION,
    "subscription_change": _SUBSCRIPTION,
    "subscription_end": _SUBSCRIPTION,
    "subscription_cancel": _SUBSCRIPTION,
    "payment": _PAYMENT,
}
"""The fields of each such event, and how each is read."""

REQUIRED = {
    **{name: "subscription_id" for name in OWN_FIELDS if name.startswith("subscription_")},
    "payment": "status",
}
"""The field without which such an event says nothing."""

CHOICES = {
    "interval": ("day", "week", "month", "quarter", "year"),
    "status": ("succeeded", "failed", "refunded", "charged_back"),
}
_WRITTEN_AS = {"reported_at": "reported_us"}


def read_own_fields(
    fields: dict[str, Any],
    event: Event,
    warnings: set[str],
    now_us: int,
    characters: int,
    placeholders: frozenset[str],
) -> frozenset[str]:
    """Fill the own fields of an event, exactly; give their names.

    Raises:
        Refusal: a value is none of its field, or the field that is needed is missing.
    """
    own = OWN_FIELDS.get(event.event_name, {})
    for name, kind in own.items():
        if name not in fields:
            continue
        value = fields[name]
        if kind == "whole":
            typed: Any = read_whole(value, name, warnings)
        elif kind == "moment":
            is_blank = value is None or (isinstance(value, str) and not value.strip())
            typed = None if is_blank else read_timestamp(value, now_us, warnings, name)
        elif kind == "id":
            typed = read_own_id(value, name, characters, placeholders, warnings)
        elif kind == "choice":
            typed = _chosen(value, name, warnings)
        else:
            typed = read_limited(value, name, LONGEST_WORD, warnings)
        setattr(event, _WRITTEN_AS.get(name, name), UNSET if typed is None else typed)
    needed = REQUIRED.get(event.event_name)
    if needed and getattr(event, needed) is UNSET:
        raise Refusal("E_FIELD_MISSING", f"{needed} must be there")
    return frozenset(own)


def fill_own_field(
    event: Event, name: str, kind: str, value: Any, last_us: int, placeholders: frozenset[str]
) -> None:
    """Fill an own field that needs no coercion; the colon of its key stays one.

    Raises:
        Doubt: the exact path has to look.
    """
    if kind == "whole":
        fits = type(value) is int and 0 <= value <= WHOLE_LIMIT
    elif kind == "moment":
        fits = type(value) is int and FIRST_US <= value <= last_us
    elif kind == "choice":
        fits = value in CHOICES[name]
    else:
        fits = type(value) is str and 0 < len(value) <= LONGEST_WORD
        if fits and kind == "id":
            fits = value.isprintable() and value.lower() not in placeholders
    if not fits:
        raise Doubt
    setattr(event, _WRITTEN_AS.get(name, name), value)


def _chosen(value: Any, name: str, warnings: set[str]) -> str | None:
    text = read_text(value, name, warnings)
    if text is None:
        return None
    if text.lower() not in CHOICES[name]:
        wish = f"{name} must be one of {', '.join(CHOICES[name])}"
        raise Refusal("E_FIELD_TYPE", f"{wish}, got {shown(text)}")
    return text.lower()
