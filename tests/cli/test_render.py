"""render: what is printed runs, and gives the rows of the table."""

import pytest

from tests.cli.shop import Shop, called


def test_what_is_printed_can_be_asked_of_the_lake(
    loaded: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = loaded.call("render", "fct_orders").out
    assert printed.startswith("with ")
    assert "new_events as (" in printed
    home = ("--home", str(loaded.home))
    again = called(capsys, "query", "--format", "json", *home, "--", printed)
    assert again.rows == loaded.call("query", "from fct_orders", "--format", "json").rows


def test_it_needs_no_lake(new_shop: Shop) -> None:
    assert new_shop.call("render", "vw_revenue_daily").code == 0
    assert not (new_shop.home / "warehouse").exists()


def test_settings_are_filled_in(new_shop: Shop) -> None:
    assert "interval '30' minute" in new_shop.call("render", "sessionized_events").out


def test_a_name_that_is_none_ends_with_2(new_shop: Shop) -> None:
    ended = new_shop.call("render", "fct_order")
    assert ended.code == 2
    assert "got 'fct_order'; see fct_orders" in ended.err
