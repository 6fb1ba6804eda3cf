"""attribution: what channels brought by whole paths, printed."""

import pytest

from tests.cli.shop import Shop


def test_both_models_are_printed_unless_one_is_asked_for(loaded: Shop) -> None:
    rows = loaded.call("attribution", "--format", "json").rows
    direct = {"channel": "Direct", "orders": "1.000000", "revenue": "10.5000"}
    assert rows == [
        {"model": "markov", "removal_effect": "1.000000"} | direct,
        {"model": "shapley", "removal_effect": None} | direct,
    ]
    found = loaded.call("attribution", "--shapley", "--format", "csv").out.splitlines()
    assert found == [
        "model,channel,removal_effect,orders,revenue",
        "shapley,Direct,,1.000000,10.5000",
    ]


def test_a_table_is_for_people(loaded: Shop) -> None:
    ended = loaded.call("attribution", "--markov")
    assert ended.code == 0
    assert "Direct" in ended.out
    assert "shapley" not in ended.out


def test_a_lake_without_orders_says_so(shop: Shop) -> None:
    assert "no rows" in shop.call("attribution").out


@pytest.mark.parametrize("arguments", [("--shapely",), ("markov",)])
def test_what_is_no_model_is_2(loaded: Shop, arguments: tuple[str, ...]) -> None:
    assert loaded.call("attribution", *arguments).code == 2


def test_without_a_lake_it_is_69(new_shop: Shop) -> None:
    assert new_shop.call("attribution").code == 69
