"""Any daily series forecast in the same way: days that are over, beside what needs no model.

With the extra `prophet`, Prophet forecasts the same days: for comparison alone.
"""

from datetime import timedelta
from pathlib import Path

import duckdb
import numpy as np

from transforms.errors import UsageError
from transforms.ml.candidates import Past
from transforms.ml.card import row_of
from transforms.ml.evaluate import Evaluation, relation_of
from transforms.ml.figures import draws, mean
from transforms.ml.forecast import backtest, judge_forecast
from transforms.ml.prophet import NAME, has_prophet, prophet
from transforms.system.setting_ml import ModelSettings

AHEAD = ModelSettings().forecast_days


def evaluate_series(table: Path, label: str, day: str, ahead: int = AHEAD) -> Evaluation:
    """Judge forecasts of the column `label` of a Parquet or CSV table with a row a day.

    Raises:
        InputMissing: the file is not there.
        UsageError: a column is not there, or is no number or day; a day comes twice; too few days.
    """
    past = read_series(table, label, day)
    tested = backtest(past, ahead)
    if tested is None:
        raise UsageError(
            f"TABLE must have enough days to forecast {ahead} of them again and again,"
            f" got {len(past.values)}"
        )
    judged = judge_forecast(tested)
    rows = judged.rows(label)
    if has_prophet():
        other = backtest(past, ahead, {NAME: prophet})
        if other is not None:
            errors = other.errors(NAME)[-judged.judged :]
            found = mean(errors, draws(len(errors)))
            rows.append(row_of("comparison", f"{label}: {NAME}", "mean_error", found))
    return Evaluation(" and ".join(judged.ways), rows, [judged.verdict])


def read_series(table: Path, label: str, day: str) -> Past:
    """Read days and values; a day without a row is not known."""
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in (day, label))
    with duckdb.connect() as connection:
        try:
            rows = connection.execute(
                "select day::date, value::double"
                f" from (select {names} from {relation_of(table)}) as given (day, value)"
                " where day is not null order by 1"
            ).fetchall()
        except duckdb.Error as error:
            raise UsageError(
                f"--day and --label must be a day and a number of {table.name},"
                f" got: {str(error).splitlines()[0]}"
            ) from error
    known = dict(rows)
    if len(known) < len(rows) or not rows:
        raise UsageError(f"--day must be each day once, got {len(rows)} rows of {len(known)} days")
    first, last = rows[0][0], rows[-1][0]
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = [known.get(each) for each in days]
    return Past(first, np.array([np.nan if each is None else each for each in found]))
