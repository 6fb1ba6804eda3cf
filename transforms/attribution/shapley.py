"""Shapley attribution: the channels of a path are partners who share what it brought equally.

With a path's value won by all of its channels together and by no smaller party of them, the Shapley
value of each distinct channel is an equal share (Zhao et al. 2018, "Shapley value methods for
attribution modeling in online advertising", the simplified form).
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from transforms.attribution.paths import Credit, Path, channels_of, shared, unattributed

MODEL = "shapley"


def shapley(paths: Sequence[Path]) -> list[Credit]:
    """Credit every channel with its equal share of each path; nobody's orders stand apart."""
    channels = channels_of(paths)
    orders = dict.fromkeys(channels, Fraction(0))
    revenue = dict.fromkeys(channels, Fraction(0))
    for path in paths:
        partners = set(path.channels) if path.is_known else ()
        for channel in partners:
            orders[channel] += Fraction(path.conversions, len(partners))
            revenue[channel] += Fraction(path.revenue) / len(partners)
    all_orders = shared(_total(orders), orders, 6)
    all_revenue = shared(_total(revenue), revenue, 4)
    rows = [
        Credit(MODEL, channel, None, all_orders[channel], all_revenue[channel])
        for channel in channels
    ]
    return rows + unattributed(MODEL, paths)


def _total(shares: dict[str, Fraction]) -> Decimal:
    whole = sum(shares.values(), Fraction(0))
    return Decimal(whole.numerator) / Decimal(whole.denominator)
