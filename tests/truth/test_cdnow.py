"""CDNOW: the published parameters of BG/NBD and Gamma-Gamma, and the 39 weeks ahead."""

from typing import Any

import duckdb
import numpy as np
import pytest

pytest.importorskip("scipy")

from tests.paths import DATA
from transforms.ml.bg_nbd import BgNbd, History, fit_bg_nbd
from transforms.ml.figures import Numbers, auc
from transforms.ml.gamma_gamma import fit_gamma_gamma
from transforms.ml.people import numbers

CUSTOMERS = f"""
    with days as (
        select customer_id, date as day, sum(value) as value
        from read_csv('{DATA}/cdnow/purchases.csv.gz') group by all
    ),
    firsts as (select customer_id, min(day) as first_day from days group by all)
    select
        count(*) filter (where day <= date '1997-09-30') - 1 as repeats,
        (max(day) filter (where day <= date '1997-09-30') - first_day) / 7 as last,
        (date '1997-09-30' - first_day) / 7 as known,
        avg(value) filter (where day > first_day and day <= date '1997-09-30') as mean_value,
        count(*) filter (where day > date '1997-09-30') as later
    from days inner join firsts using (customer_id)
    group by customer_id, first_day
"""


@pytest.fixture(scope="module")
def customers() -> dict[str, Numbers]:
    found: dict[str, Any] = duckdb.sql(CUSTOMERS).fetchnumpy()
    return {name: numbers(column) for name, column in found.items()}


@pytest.fixture(scope="module")
def history(customers: dict[str, Numbers]) -> History:
    return History(customers["repeats"], customers["last"], customers["known"])


@pytest.fixture(scope="module")
def model(history: History) -> BgNbd:
    return fit_bg_nbd(history)


def test_bg_nbd_finds_the_published_parameters(model: BgNbd) -> None:
    assert model.r == pytest.approx(0.243, abs=0.001)
    assert model.alpha == pytest.approx(4.414, abs=0.005)
    assert model.a == pytest.approx(0.793, abs=0.001)
    assert model.b == pytest.approx(2.426, abs=0.001)
    assert model.log_likelihood == pytest.approx(-9582.43, abs=0.01)


def test_it_expects_what_was_computed_of_39_weeks(
    model: BgNbd, history: History, customers: dict[str, Numbers]
) -> None:
    expected, found = model.expect(history, 39.0), customers["later"]
    rate = customers["repeats"] / customers["known"] * 39
    assert found.sum() == 1882
    assert expected.sum() == pytest.approx(1653.4, abs=0.5)
    assert np.abs(expected - found).mean() == pytest.approx(0.7855, abs=0.0005)
    assert np.abs(rate - found).mean() == pytest.approx(1.0237, abs=0.0005)
    assert auc(expected, (found > 0).astype(np.float64)) == pytest.approx(0.7725, abs=0.0005)


def test_gamma_gamma_finds_the_published_parameters(customers: dict[str, Numbers]) -> None:
    model = fit_gamma_gamma(customers["repeats"], customers["mean_value"])
    assert (customers["repeats"] > 0).sum() == 946
    assert model.p == pytest.approx(6.25, abs=0.01)
    assert model.q == pytest.approx(3.74, abs=0.01)
    assert model.v == pytest.approx(15.44, abs=0.01)
    assert model.log_likelihood == pytest.approx(-4055.9, abs=0.05)
