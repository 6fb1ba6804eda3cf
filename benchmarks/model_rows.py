"""Rows of models on data that are not ours: what was to be reached, and what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from tests.truth import test_cdnow, test_online_retail_value, test_taxi_days, test_wiki_views
from transforms.ml.bg_nbd import History, fit_bg_nbd
from transforms.ml.card import CardRow
from transforms.ml.evaluate import Evaluation, evaluate
from transforms.ml.figures import Figure, Numbers, draws, mean, ratio
from transforms.ml.gamma_gamma import fit_gamma_gamma
from transforms.ml.people import numbers
from transforms.ml.planting import weekday_detector

#: Fits are slow: so many samples of customers give the interval of a parameter.
_SAMPLES = 40


@dataclass(frozen=True)
class Row:
    """A row of the table: what was judged, and whether that is what was to be reached."""

    what: str
    baselines: str
    reach: str
    found: str
    is_met: bool

    def markdown(self) -> str:
        """Write it as a row of a Markdown table."""
        met = "met" if self.is_met else "**missed**"
        return f"| {self.what} | {self.baselines} | {self.reach} | {self.found} | {met} |"


def said(figure: Figure | CardRow, digits: int = 3) -> str:
    """Write a figure with its interval."""
    if figure.low is None or figure.high is None:
        return f"{figure.value:,.{digits}f}"
    return f"{figure.value:,.{digits}f} ({figure.low:,.{digits}f} to {figure.high:,.{digits}f})"


def one(rows: Sequence[CardRow], part: str, figure: str, name: str = "") -> CardRow:
    """Give the row of a figure, of a name where several have it."""
    return next(
        row
        for row in rows
        if row.part == part and row.figure == figure and (not name or row.name == name)
    )


def value(row: CardRow) -> float:
    """Give what a row tells."""
    assert row.value is not None  # noqa: S101 - figures of these rows are there
    return row.value


def telco(data: Path, work: Path) -> Iterator[Row]:
    """Judge churn of a telephone company."""
    table = _copied(data / "telco_churn", "customers", work / "telco.csv")
    found = evaluate(table, "Churn")
    auc, off = one(found.rows, "figure", "auc"), one(found.rows, "figure", "calibration_error")
    yield Row(
        f"Telco churn, {_count(table):,} customers, five parts: AUC",
        _alone(found),
        "≥ 0.843, above 0.87 is a leak",
        f"{found.kind} {said(auc)}, calibration error {said(off)}",
        0.843 <= value(auc) <= 0.87,
    )


def shoppers(data: Path, work: Path) -> Iterator[Row]:
    """Judge shoppers' intention on later months."""
    table = _copied(data / "shopper_intention", "sessions", work / "shoppers.csv")
    parts = []
    for name, condition in (("first", "not in"), ("later", "in")):
        parts.append(work / f"{name}.csv")
        duckdb.sql(
            f"copy (from read_csv('{table}') where Month {condition} ('Sep', 'Oct'))"
            f" to '{parts[-1]}'"
        )
    found = evaluate(parts[0], "Revenue", parts[1])
    warned = [each for each in found.told if "PageValues alone" in each]
    yield Row(
        f"shoppers' intention, judged on {_count(parts[1]):,} sessions of September and October",
        _alone(found),
        "a warning: `PageValues` may have 95 % of the AUC",
        f"{said(one(found.rows, 'figure', 'auc'))}; "
        + (warned[0].removeprefix("warning: ").split(" of what")[0] if warned else "no warning"),
        bool(warned),
    )


def cdnow(_data: Path, _work: Path) -> Iterator[Row]:
    """Fit BG/NBD and Gamma-Gamma, and look 39 weeks ahead."""
    given = {
        name: numbers(column)
        for name, column in duckdb.sql(test_cdnow.CUSTOMERS).fetchnumpy().items()
    }
    history = History(given["repeats"], given["last"], given["known"])
    model = fit_bg_nbd(history)
    random = np.random.default_rng(0)
    samples = [random.integers(0, len(history.known), len(history.known)) for _ in range(_SAMPLES)]
    drawn = [
        fit_bg_nbd(History(history.repeats[s], history.last[s], history.known[s])) for s in samples
    ]
    published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    found = {name: _of(model, drawn, name) for name in published}
    yield Row(
        "CDNOW, BG/NBD",
        "published r 0.243, alpha 4.414, a 0.793, b 2.426; log likelihood -9582.43",
        "± 0.001 (alpha ± 0.005), ± 0.01",
        ", ".join(f"{name} {said(each)}" for name, each in found.items())
        + f"; {model.log_likelihood:.2f}",
        all(
            abs(found[name].value - known) <= (0.005 if name == "alpha" else 0.001)
            for name, known in published.items()
        )
        and abs(model.log_likelihood + 9582.43) <= 0.01,
    )
    money = fit_gamma_gamma(given["repeats"], given["mean_value"])
    again = [fit_gamma_gamma(given["repeats"][s], given["mean_value"][s]) for s in samples]
    wanted = {"p": 6.25, "q": 3.74, "v": 15.44}
    parameters = {name: _of(money, again, name) for name in wanted}
    yield Row(
        "CDNOW, Gamma-Gamma",
        "published p 6.25, q 3.74, v 15.44",
        "± 0.01",
        ", ".join(f"{name} {said(each)}" for name, each in parameters.items()),
        all(abs(parameters[name].value - known) <= 0.01 for name, known in wanted.items()),
    )
    later, many = given["later"], draws(len(given["later"]))
    expected, rate = model.expect(history, 39.0), given["repeats"] / given["known"] * 39
    error = mean(np.abs(expected - later), many)
    yield Row(
        "CDNOW, 39 weeks ahead: mean error, sum",
        f"rate so far {said(mean(np.abs(rate - later), many))}, {rate.sum():,.0f}",
        "≤ 0.786, 1,653 ± 2 of 1,882",
        f"{said(error)}, {expected.sum():,.0f} of {later.sum():,.0f}"
        f" ({said(ratio(expected, later, many), 2)} of it)",
        error.value <= 0.786 and abs(expected.sum() - 1653) <= 2,
    )


def retail(_data: Path, _work: Path) -> Iterator[Row]:
    """Tell what customers of a wholesaler bring in."""
    judged = test_online_retail_value.judge()
    ours = {name: one(judged.rows, "figure", name) for name in test_online_retail_value.FIGURES}
    last = {name: one(judged.rows, "baseline", name) for name in test_online_retail_value.FIGURES}
    yield Row(
        "Online Retail, 90 days from 2011-09-10: mean error, rank correlation, share of the first"
        " tenth",
        "last 90 days again: "
        + ", ".join(said(each, 0 if name == "mean_error" else 3) for name, each in last.items()),
        "≤ 590, ≥ 0.51, ≥ 0.55; the sum is shown",
        ", ".join(said(each, 0 if name == "mean_error" else 3) for name, each in ours.items()),
        value(ours["mean_error"]) <= 590
        and value(ours["rank_correlation"]) >= 0.51
        and value(ours["share_of_first_tenth"]) >= 0.55,
    )


def taxi(_data: Path, _work: Path) -> Iterator[Row]:
    """Find the labelled spans of New York's taxis."""
    named = test_taxi_days.named()
    spans, outside = test_taxi_days.spans_and_outside(named)
    days = len(test_taxi_days.DAYS)
    simple = test_taxi_days.spans_and_outside(
        test_taxi_days.DAYS[place][0] for place in weekday_detector(test_taxi_days.DAYS)
    )
    yield Row(
        "taxi days: spans of five, days outside",
        f"weekday median {simple[0]}, {simple[1]}",
        "≥ 4, ≤ 9",
        f"{said(Figure.of_count(spans, 5), 1)}, {said(Figure.of_count(outside, days), 1)}",
        spans >= 4 and outside <= 9,
    )


def wiki(_data: Path, _work: Path) -> Iterator[Row]:
    """Forecast page views from eleven cutoffs."""
    near, whole = [], []
    for place in range(11):
        ahead, found, errors = test_wiki_views.errors_from(place)
        near.append((errors[ahead <= 37] / found[ahead <= 37]).mean())
        whole.append(errors.mean())
    drawn = draws(11)
    mape, mae = mean(np.array(near), drawn), mean(np.array(whole), drawn)
    ahead, found, errors = test_wiki_views.errors_of(11)
    is_near = ahead <= 37
    exact = (float((errors[is_near] / found[is_near]).mean()), float(errors.mean()))
    yield Row(
        "Wikipedia views, eleven cutoffs: MAPE of days 1 to 37, MAE of 365",
        "Prophet 0.0584, 0.630",
        "≤ 0.0580, ≤ 0.480",
        f"{exact[0]:.4f} ({mape.low:.4f} to {mape.high:.4f}),"
        f" {exact[1]:.3f} ({mae.low:.3f} to {mae.high:.3f})",
        exact[0] <= 0.058 and exact[1] <= 0.48,
    )


def _copied(folder: Path, name: str, out: Path) -> Path:
    """Copy a table of a data set, packed or not, to where it can be read."""
    (path,) = folder.glob(f"{name}*.csv*")
    duckdb.sql(f"copy (from read_csv('{path}', all_varchar = true)) to '{out}'")
    return out


def _count(table: Path) -> int:
    return int(duckdb.sql(f"select count(*) from read_csv('{table}')").fetchall()[0][0])


def _alone(found: Evaluation) -> str:
    row = one(found.rows, "baseline", "auc")
    return f"{row.name} {said(row)}"


def _of(model: object, drawn: Sequence[object], name: str) -> Figure:
    values: Numbers = np.array([getattr(each, name) for each in drawn])
    return Figure.of(getattr(model, name), values)
