"""Removal effects, against chains solved by hand."""

from decimal import Decimal

import pytest

from transforms.attribution.markov import markov, removal_effects
from transforms.attribution.paths import Path


def path(channels: str, conversions: int = 0, non_conversions: int = 0, revenue: str = "0") -> Path:
    return Path(tuple(channels.split()), conversions, non_conversions, Decimal(revenue))


#: From the start 2 of 5 come to a, 3 to b; half of a go on to b, half of b buy: 2 of 5 buy.
HALVES = [path("a b", 1, 0, "100"), path("b", 1, 2, "50"), path("a", 0, 1)]


def test_a_channel_is_worth_what_is_lost_without_it() -> None:
    assert removal_effects(HALVES) == {"a": 0.25, "b": 1.0}


def test_credit_is_in_proportion_to_the_effects() -> None:
    found = [(each.channel, each.orders, each.revenue) for each in markov(HALVES)]
    assert found == [
        ("a", Decimal("0.4"), Decimal(30)),
        ("b", Decimal("1.6"), Decimal(120)),
    ]


def test_a_circle_of_channels_has_an_end() -> None:
    # of three who come to b, one goes back to a and two buy: in the end everybody does
    effects = removal_effects([path("a b a b", 1), path("a b", 1)])
    assert effects == {"a": 1.0, "b": 1.0}


def test_who_sells_nothing_is_worth_nothing() -> None:
    assert removal_effects([path("a", 3), path("b", 0, 4)]) == {"a": 1.0, "b": 0.0}
    assert removal_effects([path("a", 0, 4)]) == {"a": 0.0}
    assert removal_effects([]) == {}


def test_neighbours_that_repeat_change_nothing() -> None:
    twice = [path("a a b b", 1), path("b b b", 1, 2), path("a", 0, 1)]
    assert removal_effects(twice) == pytest.approx(removal_effects(HALVES))


def test_nobodys_orders_stand_apart() -> None:
    *_, last = markov([*HALVES, path("(unattributed)", 2, 0, "7")])
    assert (last.channel, last.removal_effect) == ("(unattributed)", None)
    assert (last.orders, last.revenue) == (2, 7)


def test_credit_adds_up_to_all_orders() -> None:
    paths = [path("a b c", 1, 5, "0.0001"), path("c a", 2, 1, "99.9999"), path("b", 4, 0, "10")]
    found = markov(paths)
    assert sum(each.orders for each in found) == 7
    assert sum(each.revenue for each in found) == Decimal("110")
