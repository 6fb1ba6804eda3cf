"""The daily figures of a simple shop, computed once more in plain Python.

Simple means: visitors who never log in, orders that are told once and not refunded, one source a
visit. Values are exact, to six places.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Figures = dict[tuple[str, date, str], Decimal]

GAP = timedelta(minutes=30)
LOOKBACK = timedelta(days=7)
CHANNELS = {
    None: "Direct",
    ("google", "cpc"): "Paid Search",
    ("google", "organic"): "Organic Search",
    ("news", "email"): "Email",
}
_FIELDS = ("user_pseudo_id", "country", "currency", "transaction_id", "value", "items")


def figures(events: Sequence[Row]) -> Figures:
    """Compute every figure of `vw_daily_figures` that is not 0."""
    found: dict[tuple[str, date, str], Fraction] = defaultdict(Fraction)
    visits = _visits(events)
    for visit in visits:
        day = _at(visit[0]).date()
        found["sessions", day, ""] += 1
        found["conversion_rate", day, ""] += any(map(_is_order, visit))
    for key in [key for key in found if key[0] == "conversion_rate"]:
        found[key] /= found["sessions", key[1], ""]
    for event in filter(_is_order, events):
        day = _at(event).date()
        found["orders", day, ""] += 1
        found["revenue", day, ""] += Fraction(event["value"])
        touches = [
            visit
            for visit in visits
            if visit[0]["user_pseudo_id"] == event["user_pseudo_id"]
            and _at(event) - LOOKBACK <= _at(visit[0]) <= _at(event)
        ]
        for model, parts in _models(touches, _at(event)).items():
            for visit, share in zip(touches, _shares(event["value"], parts), strict=True):
                found["attributed_revenue", day, f"{model} / {_channel(visit)}"] += share
    _fill(events, found)
    return {key: _rounded(value) for key, value in found.items() if value}


def _visits(events: Sequence[Row]) -> list[list[Row]]:
    visits: list[list[Row]] = []
    for event in sorted(events, key=lambda each: (each["user_pseudo_id"], _at(each))):
        last = visits[-1][-1] if visits else None
        is_same = last is not None and last["user_pseudo_id"] == event["user_pseudo_id"]
        if last is not None and is_same and _at(event) - _at(last) <= GAP:
            visits[-1].append(event)
        else:
            visits.append([event])
    return sorted(visits, key=lambda visit: _at(visit[0]))


def _models(touches: Sequence[list[Row]], at: datetime) -> dict[str, list[int]]:
    """Give each touch its parts, by model."""
    count = len(touches)
    told = [number for number, visit in enumerate(touches) if _channel(visit) != "Direct"]
    ages = [(at - _at(visit[0])) / timedelta(days=1) for visit in touches]
    half_life = 7 / 4
    ends = [2 * (count - 2) if number in (0, count - 1) else 1 for number in range(count)]
    return {
        "first_click": [int(number == 0) for number in range(count)],
        "last_click": [int(number == count - 1) for number in range(count)],
        "last_non_direct": [
            int(number == (told[-1] if told else count - 1)) for number in range(count)
        ],
        "linear": [1] * count,
        "position_based": [1] * count if count <= 2 else ends,
        "time_decay": [max(1, round(10**9 * 2 ** (-age / half_life))) for age in ages],
    }


def _shares(value: int, parts: Sequence[int]) -> list[Fraction]:
    """Share an amount in ten-thousandths, so that nothing is lost."""
    units, whole, until, shares = value * 10_000, sum(parts), 0, []
    for part in parts:
        shares.append(Fraction(units * (until + part) // whole - units * until // whole, 10_000))
        until += part
    return shares


def _fill(events: Sequence[Row], found: dict[tuple[str, date, str], Fraction]) -> None:
    counts: dict[tuple[date, str], int] = defaultdict(int)
    for event in events:
        counts[_at(event).date(), event["event_name"]] += 1
    for event in events:
        day, name = _at(event).date(), event["event_name"]
        fields = [field for field in _FIELDS if field in event]
        fields += ["source", "medium"] if "traffic_source" in event else []
        for field in fields:
            found["fill_rate", day, f"{name}.{field}"] += Fraction(1, counts[day, name])


def _channel(visit: Sequence[Row]) -> str:
    source = visit[0].get("traffic_source")
    return CHANNELS[(source["source"], source["medium"]) if source else None]


def _is_order(event: Row) -> bool:
    return bool(event["event_name"] == "purchase")


def _at(event: Row) -> datetime:
    moment = datetime.fromtimestamp(event["event_timestamp"] / 1_000_000, UTC)
    return moment.replace(tzinfo=None)


def _rounded(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
