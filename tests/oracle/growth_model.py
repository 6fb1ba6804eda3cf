"""The growth model once more: month follows month in fractions, where Gold has a closed form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LEVERS = ("acquisition", "activation", "retention", "conversion", "order_value")


@dataclass(frozen=True)
class Rates:
    """What a month is like: N, S, E; a, r, r₁, r₀, c; v."""

    new_users: Fraction
    resurrected_users: Fraction
    existing_users: Fraction
    activated_rate: Fraction
    retained_rate: Fraction
    activated_retained_rate: Fraction
    other_retained_rate: Fraction
    buyer_rate: Fraction
    revenue_per_buyer: Fraction


_MOVES = dict(
    zip(
        LEVERS,
        ("new_users", "activated_rate", "retained_rate", "buyer_rate", "revenue_per_buyer"),
        strict=True,
    )
)


def rates(**values: str) -> Rates:
    """Take numbers as they are written."""
    return Rates(**{name: Fraction(text) for name, text in values.items()})


def pulled(now: Rates, uplifts: Mapping[str, Fraction]) -> Rates:
    """Pull some levers; a share stays a share."""
    for lever, uplift in uplifts.items():
        name = _MOVES[lever]
        value = getattr(now, name) * (1 + uplift)
        now = replace(now, **{name: min(value, Fraction(1)) if name.endswith("_rate") else value})
    return now


def months(now: Rates, ahead: int) -> list[tuple[Fraction, Fraction]]:
    """Give the existing persons and the revenue of each month, by what stays of the one before."""
    found, existing = [], now.existing_users
    for _ in range(ahead):
        of_new = (
            now.activated_rate * now.activated_retained_rate
            + (1 - now.activated_rate) * now.other_retained_rate
        )
        existing = now.retained_rate * existing + of_new * now.new_users + now.resurrected_users
        buyers = (now.new_users + existing) * now.buyer_rate
        found.append((existing, buyers * now.revenue_per_buyer))
    return found


def rounded(value: Fraction) -> Decimal:
    """Round half up at the fourth place."""
    tenths = Decimal(value.numerator) / Decimal(value.denominator)
    return tenths.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def scenarios(uplifts: Mapping[str, Fraction]) -> dict[str, dict[str, Fraction]]:
    """Say which levers each scenario pulls."""
    alone = {lever: {lever: uplift} for lever, uplift in uplifts.items()}
    return {"baseline": {}, **alone, "compound": dict(uplifts)}
