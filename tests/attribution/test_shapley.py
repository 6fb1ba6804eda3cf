"""Equal shares of a path's different channels."""

from decimal import Decimal

from transforms.attribution.paths import Path
from transforms.attribution.shapley import shapley


def path(channels: str, conversions: int, revenue: str) -> Path:
    return Path(tuple(channels.split()), conversions, 9, Decimal(revenue))


def test_the_channels_of_a_path_share_it_equally_and_each_once() -> None:
    found = shapley([path("a b a", 1, "100"), path("b", 2, "5"), path("(unattributed)", 1, "7")])
    assert [(each.channel, each.orders, each.revenue) for each in found] == [
        ("a", Decimal("0.5"), Decimal(50)),
        ("b", Decimal("2.5"), Decimal(55)),
        ("(unattributed)", Decimal(1), Decimal(7)),
    ]


def test_credit_adds_up_to_all_orders() -> None:
    found = shapley([path("a b c", 1, "0.0002"), path("a c b", 7, "10")])
    assert sum(each.orders for each in found) == 8
    assert sum(each.revenue for each in found) == Decimal("10.0002")


def test_without_paths_there_is_no_credit() -> None:
    assert shapley([]) == []
