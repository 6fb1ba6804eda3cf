"""Online Retail: what customers bring in 90 days from 2011-09-10, and the kinds that there are."""

import duckdb
import numpy as np
import pytest

pytest.importorskip("sklearn")

from tests.paths import DATA
from transforms.ml.amounts import JudgedAmounts, judge_amounts
from transforms.ml.bg_nbd import History
from transforms.ml.figures import Numbers
from transforms.ml.people import numbers
from transforms.ml.segments import group, names_of, scale, stable_count, standard
from transforms.ml.value import LAST_DAYS, PRODUCT, fit_purchases

DAYS = f"read_parquet('{DATA}/online_retail/customer_days.parquet')"
CUSTOMERS = f"""
    with before as (
        select *, min(day) over (partition by customer_id) as first_day
        from {DAYS} where day < date '{{cutoff}}'
    ),
    after as (
        select customer_id, sum(revenue) as found
        from {DAYS} where day >= date '{{cutoff}}' and day < date '{{cutoff}}' + 90 group by all
    )
    select
        count(*) - 1 as repeats,
        (max(day) - first_day) / 7 as last,
        (date '{{cutoff}}' - first_day) / 7 as known,
        avg(revenue) filter (where day > first_day) as mean_value,
        coalesce(sum(revenue) filter (where day >= date '{{cutoff}}' - 90), 0) as last_days,
        coalesce(any_value(found), 0) as found
    from before left join after using (customer_id)
    group by customer_id, first_day order by customer_id
"""
FIGURES = ("mean_error", "rank_correlation", "share_of_first_tenth", "sum_error")
BEFORE, CUTOFF = "2011-06-12", "2011-09-10"


def customers(cutoff: str) -> dict[str, Numbers]:
    found = duckdb.sql(CUSTOMERS.format(cutoff=cutoff)).fetchnumpy()
    return {name: numbers(column) for name, column in found.items()}


def expected(given: dict[str, Numbers]) -> Numbers:
    history = History(given["repeats"], given["last"], given["known"])
    purchases = fit_purchases(history, given["mean_value"])
    return purchases.expect(history, given["mean_value"], 90)[1]


def judge() -> JudgedAmounts:
    """Judge two models of buying at the level of the 90 days before, as `train_value` does."""
    given, before = customers(CUTOFF), customers(BEFORE)
    level = before["found"].sum() / expected(before).sum()
    return judge_amounts(
        PRODUCT,
        {PRODUCT: level * expected(given)},
        {LAST_DAYS: given["last_days"]},
        given["found"],
    )


@pytest.fixture(scope="module")
def judged() -> JudgedAmounts:
    return judge()


def figures(judged: JudgedAmounts, part: str) -> dict[str, float | None]:
    return {row.figure: row.value for row in judged.rows if row.part == part}


def test_the_last_90_days_are_what_was_computed(judged: JudgedAmounts) -> None:
    found = figures(judged, "baseline")
    assert found["mean_error"] == pytest.approx(603, abs=1)
    assert found["rank_correlation"] == pytest.approx(0.447, abs=0.001)
    assert found["share_of_first_tenth"] == pytest.approx(0.525, abs=0.001)


def test_two_models_of_buying_are_better_than_that(judged: JudgedAmounts) -> None:
    found = figures(judged, "figure")
    assert found["mean_error"] is not None
    assert found["mean_error"] <= 590
    assert found["rank_correlation"] is not None
    assert found["rank_correlation"] >= 0.51
    assert found["share_of_first_tenth"] is not None
    assert found["share_of_first_tenth"] >= 0.55
    assert found["sum_error"] == pytest.approx(-0.335, abs=0.002)  # autumn is not known
    assert judged.is_good, judged.verdict


def buyers() -> Numbers:
    found = duckdb.sql(
        f"select date '2011-12-10' - max(day) as recency, count(*) as times, sum(revenue) as value"
        f" from {DAYS} group by customer_id order by customer_id"
    ).fetchnumpy()
    return np.column_stack([numbers(column) for column in found.values()])


@pytest.mark.deep
def test_five_kinds_of_buyers_are_found_again_whatever_the_order_of_rows() -> None:
    values = buyers()
    found = group(standard(values, *scale(values)))
    assert stable_count(found) == 5
    assert found[4].silhouette == pytest.approx(0.335, abs=0.01)
    names = names_of(found[5].centres)
    assert names == ["champions", "loyal", "new", "at risk", "lost"]
    shuffled = values[np.random.default_rng(1).permutation(len(values))]
    again = group(standard(shuffled, *scale(shuffled)))
    assert np.allclose(again[5].centres, found[5].centres, atol=1e-6)
