"""Metrics: whether a goal is met depends on where the metric should go."""

from decimal import Decimal

import pytest

from transforms.query.metrics import Standing, metric_named


@pytest.mark.parametrize(
    ("name", "value", "goal", "is_met"),
    [
        pytest.param("weekly_buyers", "9", "10", False, id="up, below"),
        pytest.param("weekly_buyers", "10", "10", True, id="up, reached"),
        pytest.param("bounce_rate", "0.51", "0.5", False, id="down, above"),
        pytest.param("bounce_rate", "0.5", "0.5", True, id="down, reached"),
        pytest.param("weekly_buyers", None, "10", None, id="no period yet"),
        pytest.param("weekly_buyers", "9", None, None, id="no goal"),
    ],
)
def test_a_goal_is_met_or_not(
    name: str, value: str | None, goal: str | None, *, is_met: bool | None
) -> None:
    standing = Standing(
        metric_named(name),
        None,
        None if value is None else Decimal(value),
        None,
        None,
        None if goal is None else Decimal(goal),
        is_north_star=False,
    )
    assert standing.is_met is is_met
