"""Touches: the visits that led to an order, and how six models share its credit among them."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any

from tests.oracle.features import silver_session_features
from tests.oracle.people import persons
from transforms.config import Config

Row = dict[str, Any]

MODELS = (
    *("first_click", "last_click", "last_non_direct"),
    *("linear", "position_based", "time_decay"),
)
ORIGIN = ("source", "medium", "campaign")


def order_touches(
    facts: list[Row], sessions: list[Row], orders: list[Row], config: Config
) -> dict[str, list[Row]]:
    """Give every order its touches as they happened; some orders have none."""
    person_of = persons(facts)
    features = {row["session_id"]: row for row in silver_session_features(sessions, orders, config)}
    lookback = timedelta(days=config.attribution.lookback_days)
    found = {}
    for order in orders:
        person, ordered_at = person_of(order), order["ordered_at"]
        touches = [
            session
            | {name: features[session["session_id"]][name] for name in ORIGIN}
            | {"person": person}
            for session in sessions
            if person is not None
            and person_of(session) == person
            and timedelta(0) <= ordered_at - session["session_start_at"] <= lookback
        ]
        others = [touch for touch in touches if not _is_direct(touch)]
        if config.attribution.direct == "drop" and others:
            touches = others
        touches.sort(key=lambda touch: (touch["session_start_at"], touch["session_id"]))
        found[order["order_id"]] = touches
    return found


def vw_order_touches(touches_of: dict[str, list[Row]]) -> list[Row]:
    """List the touches."""
    return [
        {
            "order_id": order_id,
            "touch_number": number,
            "touch_count": len(touches),
            "user_id": touch["person"],
            "session_id": touch["session_id"],
            "session_start_at": touch["session_start_at"],
        }
        | {name: touch[name] for name in ORIGIN}
        for order_id, touches in touches_of.items()
        for number, touch in enumerate(touches, 1)
    ]


def vw_attribution(
    touches_of: dict[str, list[Row]], orders: list[Row], config: Config
) -> list[Row]:
    """Share each order's credit and revenue out by its touches' parts."""
    rows = []
    for order in orders:
        touches = touches_of[order["order_id"]]
        for model, parts in _parts(touches, order, config).items():
            credit = _shared(10**6, parts, 6)
            revenue = _shared(int(order["revenue"].scaleb(4)), parts, 4)
            numbers = range(1, len(touches) + 1) if touches else [0]
            rows += [
                {
                    "order_id": order["order_id"],
                    "model": model,
                    "touch_number": number,
                    "session_id": touches[number - 1]["session_id"] if touches else None,
                    "credit": credit_share,
                    "revenue": revenue_share,
                }
                for number, credit_share, revenue_share in zip(
                    numbers, credit, revenue, strict=True
                )
            ]
    return rows


def vw_user_journeys(
    touches_of: dict[str, list[Row]], facts: list[Row], orders: list[Row]
) -> list[Row]:
    """Tell how long each order took, and which of its person's orders it is."""
    person_of = persons(facts)
    in_order = sorted(orders, key=lambda order: (order["ordered_at"], order["order_id"]))
    counts: dict[str, int] = {}
    rows = []
    for order in in_order:
        person, touches = person_of(order), touches_of[order["order_id"]]
        if person is not None:
            counts[person] = counts.get(person, 0) + 1
        seconds = [
            (order["ordered_at"] - touch["session_start_at"]) // timedelta(seconds=1)
            for touch in touches[:1]
        ]
        rows.append(
            {
                "order_id": order["order_id"],
                "user_id": person,
                "order_number": counts[person] if person is not None else None,
                "sessions_to_convert": len(touches),
                "hours_to_convert": _hours(seconds[0]) if seconds else None,
                "revenue": order["revenue"],
            }
        )
    return rows


def _is_direct(touch: Row) -> bool:
    return touch["source"] is None


def _parts(touches: list[Row], order: Row, config: Config) -> dict[str, list[int]]:
    count = len(touches)
    if not count:
        return {model: [1] for model in MODELS}
    known = [number for number, touch in enumerate(touches) if not _is_direct(touch)]
    half_life = max(timedelta(days=config.attribution.lookback_days) / 4, timedelta(days=1))
    ages = [(order["ordered_at"] - touch["session_start_at"]) / half_life for touch in touches]
    ends = [2 * (count - 2), *[1] * (count - 2), 2 * (count - 2)]
    return {
        "first_click": _only(0, count),
        "last_click": _only(count - 1, count),
        "last_non_direct": _only(known[-1] if known else count - 1, count),
        "linear": [1] * count,
        "position_based": ends if count > 2 else [1] * count,
        "time_decay": [max(round(10**9 * 2.0**-age), 1) for age in ages],
    }


def _only(index: int, count: int) -> list[int]:
    return [int(number == index) for number in range(count)]


def _shared(units: int, parts: list[int], places: int) -> list[Decimal]:
    reached = [units * until // sum(parts) for until in accumulate(parts)]
    return [
        Decimal(reach - before).scaleb(-places)
        for before, reach in zip([0, *reached], reached, strict=False)
    ]


def _hours(seconds: int) -> Decimal:
    return Decimal((Fraction(seconds * 10_000, 3600) + Fraction(1, 2)).__floor__()).scaleb(-4)
