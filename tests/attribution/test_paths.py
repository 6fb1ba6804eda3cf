"""Shares of a total: rounded, and adding up to it."""

from decimal import Decimal
from fractions import Fraction

from transforms.attribution.paths import shared


def test_shares_add_up_to_the_last_place() -> None:
    thirds = dict.fromkeys("abc", Fraction(1, 3))
    found = shared(Decimal("10"), thirds, 4)
    assert found == {"a": Decimal("3.3333"), "b": Decimal("3.3333"), "c": Decimal("3.3334")}


def test_nothing_is_shared_by_no_weight() -> None:
    assert shared(Decimal(10), {"a": Fraction(0)}, 4) == {"a": Decimal(0)}
    assert shared(Decimal(10), {}, 4) == {}
