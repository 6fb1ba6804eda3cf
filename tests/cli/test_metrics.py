"""metrics: where all of them stand, how one went, and what is said of a name that is none."""

import json

import pytest

from tests.cli.shop import SETTINGS, Shop, called
from transforms.models.metrics import read_metrics


def test_every_metric_has_a_line_and_the_north_star_comes_first(loaded: Shop) -> None:
    printed = loaded.call("metrics").out
    assert not [each.name for each in read_metrics() if f"\n{each.name} " not in printed]
    assert "─\nweekly_buyers *" in printed.replace("-", "─")
    assert "* the north star: persons who placed an order" in printed


def test_goals_and_the_north_star_are_the_settings(loaded: Shop) -> None:
    goals = {"product_views": 1, "bounce_rate": "0.5"}
    loaded.settings(json.dumps(SETTINGS | {"growth": {"goals": goals, "north_star": "orders"}}))
    found = {row["metric"]: row for row in loaded.call("metrics", "--format", "json").rows}
    assert [name for name, row in found.items() if row["is_north_star"]] == ["orders"]
    assert (found["bounce_rate"]["goal"], found["orders"]["goal"]) == ("0.5", None)


def test_a_series_is_told_by_period(loaded: Shop) -> None:
    rows = loaded.call("metrics", "revenue", "--format", "json").rows
    assert [(row["value"], row["is_complete"]) for row in rows] == [("10.500000", False)]
    printed = loaded.call("metrics", "revenue", "--segment", "WEB").out
    assert printed.startswith("revenue, WEB: revenue of the orders")
    assert "10.50" in printed
    assert loaded.call("metrics", "revenue", "--since", "2030-01-01", "--format", "csv").out == (
        "period_start,value,previous_value,change,is_complete\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            ("conversion",), "NAME must be a metric, got 'conversion'; see", id="no metric"
        ),
        pytest.param(("--segment", "WEB"), "the name of a metric, got none", id="a part of none"),
        pytest.param(("--since", "2024-01-01"), "the name of a metric", id="a time of none"),
    ],
)
def test_a_metric_that_is_not_there_is_2(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    ended = called(capsys, "metrics", *arguments)
    assert (ended.code, said in ended.err) == (2, True)


def test_a_segment_that_is_not_there_names_those_that_are(loaded: Shop) -> None:
    ended = loaded.call("metrics", "revenue", "--segment", "APP")
    assert ended.code == 2
    assert "--segment must be one of revenue's (WEB, all), got 'APP'" in ended.err


@pytest.mark.parametrize(
    ("growth", "key"),
    [
        ({"north_star": "happiness"}, "growth.north_star"),
        ({"goals": {"happiness": 1}}, "growth.goals.happiness"),
    ],
)
def test_settings_that_name_no_metric_are_78(new_shop: Shop, growth: object, key: str) -> None:
    new_shop.settings(json.dumps(SETTINGS | {"growth": growth}))
    ended = new_shop.call("metrics")
    assert ended.code == 78
    assert f"{key} must be a metric (" in ended.err
    assert "got 'happiness'" in ended.err


def test_metrics_before_the_first_run_are_69(new_shop: Shop) -> None:
    assert new_shop.call("metrics").code == 69
