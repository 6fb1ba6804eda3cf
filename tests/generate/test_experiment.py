"""The view of experiments finds an effect that was planted, and none that was not.

The true difference follows from how the set was made: a share of those at the checkout buys, and
what a variant changes is that share alone.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.generate.sets import loaded, make, truth

P = 0.01


def variants(tmp_path: Path, events: int, *effects: float) -> list[dict[str, Any]]:
    """Give each variant but the control, with its true difference."""
    made = make(tmp_path / "set", events, effects=effects)
    lake = loaded(tmp_path / "home", made)
    rows = lake.query(
        f"""
        with truth as (from {truth(made, "experiment")})
        select
            vw_experiment_performance.*,
            (truth.purchase_share - (select min_by(purchase_share, experiment_id) from truth))
            * (select sum(sessions_with_checkout) / sum(sessions) from truth) as true_difference
        from gold_growth.vw_experiment_performance
        join truth using (experiment_id)
        where not is_control
        order by experiment_id
        """
    )
    lake.close()
    return rows


def holds_the_truth(row: dict[str, Any]) -> bool:
    return float(row["difference_low"]) <= row["true_difference"] <= float(row["difference_high"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("events", "effects"),
    [
        pytest.param(12_000, [1.0], id="a doubled conversion"),
        pytest.param(5_000, [0.0], id="no effect", marks=pytest.mark.deep),
        pytest.param(100_000, [0.5, 0.0], id="half as much more, and none", marks=pytest.mark.deep),
        pytest.param(150_000, [-0.4, 0.0, 0.6], id="less, none and more", marks=pytest.mark.deep),
    ],
)
def test_a_planted_effect_is_found_and_no_other(
    tmp_path: Path, events: int, effects: list[float]
) -> None:
    rows = variants(tmp_path, events, *effects)
    assert [row["p_value"] < P for row in rows] == [effect != 0 for effect in effects]
    assert [holds_the_truth(row) for row in rows] == [True] * len(effects)
