"""What real shops send, counted as its owners would count it: the cases of tests/data/field."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shop import SETTINGS, Shop
from tests.conftest import PROFILE
from tests.lakes import copy_empty_lake
from tests.paths import PROJECT
from transforms.home import Home

pytestmark = pytest.mark.unplanned
CASES = sorted((PROJECT / "tests/data/field").glob("*/case.json"))

#: Sums that views of every lake must agree on, each one value.
REVENUE = """
    select sum(revenue) from fct_orders
    union all select sum(revenue) from vw_revenue_daily
    union all select sum(revenue) from vw_platform_daily_performance_sessions
    union all select sum(attributed_revenue) from vw_list_daily_performance_sessions
    union all select sum(attributed_revenue) from vw_growth_engagement_daily
    union all select sum(revenue) from vw_product_discounts_daily
    union all select sum(revenue) from vw_product_daily_performance
    union all select sum(total_revenue) from vw_campaign_daily_performance
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_shop_s_numbers_are_right(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    shop = Shop(tmp_path, capsys)
    copy_empty_lake(Home(tmp_path))
    shop.settings(json.dumps(_merged(SETTINGS, case.get("config", {}))))
    _take(shop, case.get("steps", []), path.parent)
    if case.get("checks"):
        with shop.asking() as ask:
            for check in case["checks"]:
                found = [[_text(value) for value in row.values()] for row in ask(check["sql"])]
                wanted = [[_text(value) for value in row] for row in check["expect"]]
                assert found == wanted, check["why"]
            if PROFILE == "deep":
                sums = ask(f"select count(distinct total) as n from ({REVENUE}) as sums (total)")
                assert sums[0]["n"] <= 1, "views disagree on the revenue"
    if case.get("checks") and PROFILE == "deep":
        verified = shop.call("verify")
        assert verified.code == 0, verified.err
    _take(shop, case.get("after", []), path.parent)


def _take(shop: Shop, steps: list[dict[str, Any]], folder: Path) -> None:
    for step in steps:
        ended = shop.call(*(text.replace("{case}", str(folder)) for text in step["etl"]))
        heard = ended.out + ended.err
        assert ended.code == step.get("rc", 0), heard
        for pattern in step.get("out", []):
            assert re.search(pattern, heard, re.DOTALL), heard
        for pattern in step.get("not_out", []):
            assert not re.search(pattern, heard, re.DOTALL), heard


def _merged(settings: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    return settings | {name: settings.get(name, {}) | values for name, values in more.items()}


def _text(value: Any) -> str | None:
    """Write a value as a case does: 30.0000 is 30."""
    if value is None or (isinstance(value, str) and not re.fullmatch(r"-?\d+\.\d+", value)):
        return value
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
