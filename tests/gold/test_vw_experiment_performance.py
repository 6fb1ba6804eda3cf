"""Experiments: variants against the control, and what saw none."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest

from tests.events import Row, event, lines
from tests.lakes import build_lake

NORMAL = NormalDist()
CLOSE = Decimal("0.000002")


def variant(name: str | None, sessions: int, purchases: int) -> Iterator[Row]:
    """Sessions of a visitor each; the first ones purchase for 10."""
    for number in range(sessions):
        shown = {"experiment_id": name} if name else {}
        visitor = f"{name}-{number}"
        yield event("page_view", visitor, 0, **shown)
        if number < purchases:
            yield event("purchase", visitor, 1, transaction_id=visitor, value=10)


def performance(
    home: Path, *events: Row, config: dict[str, Any] | None = None
) -> dict[str | None, Row]:
    lake = build_lake(home, [lines(*events)], config, engine="duckdb")
    rows = lake.query("select * from vw_experiment_performance")
    lake.close()
    return {row["experiment_id"]: row for row in rows}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, Row]:
    return performance(
        tmp_path_factory.mktemp("experiments"),
        *variant("A", 40, 4),
        *variant("B", 50, 20),
        *variant("C", 20, 2),
        *variant(None, 3, 1),
        event("purchase", None, 0, transaction_id="nobody", value=7),
        event("page_view", "B-0", 60, experiment_id="B"),
    )


def test_the_control_is_compared_with_nothing(found: dict[str | None, Row]) -> None:
    assert found["A"] == {
        "experiment_id": "A",
        "experiment": None,
        "variant": "A",
        "is_control": True,
        "sessions": 40,
        "mixed_sessions": 0,
        "visitors": 40,
        "sessions_with_purchase": 4,
        "orders": 4,
        "conversion_rate": Decimal("0.1"),
        "conversion_difference": None,
        "difference_low": None,
        "difference_high": None,
        "p_value": None,
        "revenue": Decimal(40),
        "aov": Decimal(10),
        "revenue_per_visitor": Decimal(1),
    }


def test_a_difference_has_its_interval_and_p_value(found: dict[str | None, Row]) -> None:
    row = found["B"]
    p, control_p, n, control_n = 20 / 51, 4 / 40, 51, 40
    pooled = (20 + 4) / (n + control_n)
    z = (p - control_p) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / control_n))
    margin = NORMAL.inv_cdf(0.975) * sqrt(p * (1 - p) / n + control_p * (1 - control_p) / control_n)
    expected = {
        "conversion_rate": p,
        "conversion_difference": p - control_p,
        "difference_low": p - control_p - margin,
        "difference_high": p - control_p + margin,
        "p_value": 2 * NORMAL.cdf(-abs(z)),
    }
    assert {
        name: row[name] for name in expected if abs(row[name] - Decimal(expected[name])) > CLOSE
    } == {}
    assert row["p_value"] < Decimal("0.01")
    assert (row["is_control"], row["sessions"], row["visitors"]) == (False, 51, 50)
    assert row["revenue_per_visitor"] == Decimal(4)


def test_no_difference_has_a_p_value_of_1(found: dict[str | None, Row]) -> None:
    row = found["C"]
    margin = 1.959964 * sqrt(0.09 / 20 + 0.09 / 40)
    assert (row["conversion_difference"], row["p_value"]) == (0, 1)
    assert abs(row["difference_high"] - Decimal(margin)) < CLOSE
    assert row["difference_low"] == -row["difference_high"]


def test_what_saw_no_variant_is_shown_and_never_the_control(
    found: dict[str | None, Row],
) -> None:
    assert found[None] == {
        "experiment_id": None,
        "experiment": None,
        "variant": None,
        "is_control": False,
        "sessions": 3,
        "mixed_sessions": 0,
        "visitors": 3,
        "sessions_with_purchase": 1,
        "orders": 2,
        "conversion_rate": Decimal("0.333333"),
        "conversion_difference": None,
        "difference_low": None,
        "difference_high": None,
        "p_value": None,
        "revenue": Decimal(17),
        "aov": Decimal("8.5"),
        "revenue_per_visitor": Decimal("3.3333"),
    }


def test_the_revenue_of_all_rows_is_that_of_all_orders(found: dict[str | None, Row]) -> None:
    assert sum(row["revenue"] for row in found.values()) == 27 * 10 + 7
    assert sum(row["orders"] for row in found.values()) == 28


def test_without_any_variant_there_is_no_control(tmp_path: Path) -> None:
    found = performance(tmp_path, event("purchase", None, 0, value=7))
    assert list(found) == [None]
    assert found[None]["is_control"] is False
    assert (found[None]["sessions"], found[None]["orders"]) == (0, 1)
    assert found[None]["conversion_rate"] is found[None]["revenue_per_visitor"] is None


def test_variants_that_sell_nothing_have_no_p_value(tmp_path: Path) -> None:
    found = performance(tmp_path, *variant("A", 2, 0), *variant("B", 3, 0))
    row = found["B"]
    assert (row["conversion_rate"], row["conversion_difference"], row["p_value"]) == (0, 0, None)
    assert (row["difference_low"], row["difference_high"], row["aov"]) == (0, 0, None)


def test_a_session_that_saw_two_variants_is_left_out_and_counted(tmp_path: Path) -> None:
    found = performance(
        tmp_path,
        event("page_view", "v", 0, experiment_id="x_A"),
        event("purchase", "v", 1, value=5),
        event("page_view", "v", 2, experiment_id="x_B"),
        event("page_view", "w", 0, experiment_id="x_B"),
    )
    figures = ("sessions", "mixed_sessions", "orders", "revenue")
    assert {code: tuple(row[name] for name in figures) for code, row in found.items()} == {
        "x_A": (0, 1, 0, 0),
        "x_B": (1, 1, 0, 0),
        None: (1, 0, 1, 5),
    }
    assert found["x_B"]["conversion_difference"] is None


def test_experiments_at_the_same_time_are_compared_each_for_itself(tmp_path: Path) -> None:
    sessions = [
        (
            event("page_view", f"v{number}", 0, experiment_id=f"price_{'hl'[number % 2]}"),
            event("page_view", f"v{number}", 1, experiment_id=f"button.{'AB'[number // 4]}"),
            event("purchase" if number % 2 else "scroll", f"v{number}", 2, value=3),
        )
        for number in range(8)
    ]
    found = performance(tmp_path, *chain(*sessions))
    figures = ("experiment", "variant", "is_control", "sessions", "orders", "conversion_difference")
    assert {code: tuple(row[name] for name in figures) for code, row in found.items()} == {
        "price_h": ("price", "h", True, 4, 0, None),
        "price_l": ("price", "l", False, 4, 4, 1),
        "button.A": ("button", "A", True, 4, 2, None),
        "button.B": ("button", "B", False, 4, 2, 0),
    }


def test_a_shop_names_its_controls(tmp_path: Path) -> None:
    events = (
        *variant("x_A", 2, 0),
        *variant("x_B", 2, 1),
        *variant("y.A", 1, 0),
        *variant("B", 1, 0),
    )
    config = {"experiments": {"controls": {"x": "B", "y": "B"}}}
    found = performance(tmp_path, *events, config=config)
    assert {code for code, row in found.items() if row["is_control"]} == {"x_B", "B"}
    assert found["x_A"]["conversion_difference"] == Decimal("-0.5")
    assert found["y.A"]["conversion_difference"] is None


def test_a_shop_has_codes_of_its_own(tmp_path: Path) -> None:
    config = {"experiments": {"variant_pattern": "(?i)^v([0-9]):(.*)$"}}
    found = performance(tmp_path, *variant("V1:a_b", 1, 0), *variant("v2:", 1, 0), config=config)
    assert {code: (row["experiment"], row["variant"]) for code, row in found.items()} == {
        "V1:a_b": ("1", "a_b"),
        "v2:": ("2", "v2:"),
    }
