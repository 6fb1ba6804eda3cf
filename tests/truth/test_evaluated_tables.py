"""Telco churn and shoppers' intention, a third of each: tables that are not ours, judged alike."""

from pathlib import Path

import duckdb
import pytest

pytest.importorskip("sklearn")

from tests.paths import DATA
from transforms.ml.evaluate import Evaluation, evaluate
from transforms.ml.extra import limited

SHOPPERS = DATA / "shopper_intention/sessions.csv.gz"


def figure(found: Evaluation, name: str) -> float:
    (value,) = [row.value for row in found.rows if row.part == "figure" and row.figure == name]
    assert value is not None
    return value


@pytest.mark.deep
def test_telco_churn_is_told_as_well_as_is_reported_and_no_better(tmp_path: Path) -> None:
    table = tmp_path / "customers.csv"
    duckdb.sql(
        f"copy (from read_csv('{DATA}/telco_churn/customers.csv.gz', all_varchar = true))"
        f" to '{table}'"
    )
    with limited(1):
        found = evaluate(table, "Churn")
    assert 0.82 <= figure(found, "auc") <= 0.87  # more would be a leak
    assert figure(found, "calibration_error") <= 0.04


@pytest.mark.slow
def test_a_column_that_says_nearly_all_by_itself_is_warned_of(tmp_path: Path) -> None:
    table = tmp_path / "sessions.parquet"
    columns = "PageValues, BounceRates, Revenue"
    duckdb.sql(f"copy (select {columns} from read_csv('{SHOPPERS}')) to '{table}'")
    with limited(1):
        found = evaluate(table, "Revenue")
    (alone, random) = found.told
    assert alone.startswith("warning: PageValues alone has 0.9")
    assert "split at random" in random
