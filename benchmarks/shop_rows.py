"""Rows of models on made-up shops: churn, value, odd days and forecasts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.model_rows import Row, one, said, value
from tests.lakes import Lake, build_lake
from transforms.generate.calendar import SALE_PERCENT
from transforms.generate.generator import generate
from transforms.generate.options import GeneratorOptions
from transforms.ml.anomalies import planned_days
from transforms.ml.card import Card
from transforms.ml.churn import train_churn
from transforms.ml.figures import Figure
from transforms.ml.forecast import train_forecast
from transforms.ml.metrics import read_watched
from transforms.ml.people import watermark
from transforms.ml.planting import detector, plant, weekday_detector
from transforms.ml.trained import Task
from transforms.ml.value import train_value

CUTOFFS = (date(2025, 2, 1), date(2025, 4, 1), date(2025, 6, 1))
TEST = date(2025, 9, 1)
#: The shops, and the AUC and calibration error that were to be reached.
SHOPS = {
    3: (GeneratorOptions(events=400_000, users=5_000, seed=3), 0.875, 0.05),
    7: (GeneratorOptions(events=750_000, users=50_000, seed=7), 0.745, 0.04),
}
YEARS = (2024, 2025)


def shops(_data: Path, work: Path) -> Iterator[Row]:
    """Judge each made-up shop."""
    for seed, (options, least, most) in SHOPS.items():
        lake = _opened(work, seed, options)
        end = watermark(lake.connection)
        given = Task(lake.connection, lake.config, end, 1, CUTOFFS, TEST)
        whole = Task(lake.connection, lake.config, end, 1)
        about = f"{options.events:,} events, {options.users:,} people, seed {seed}"
        yield _churn(about, train_churn(given).card, least, most)
        yield _value(
            f"value, seed {seed}, {lake.config.ml.value_days} days", train_value(whole).card
        )
        yield from _forecasts(seed, train_forecast(whole).card)
        if seed == 7:
            yield _odd_days(lake, work / f"shop_{seed}.events" / "truth", end)
        lake.close()


def _churn(about: str, card: Card, least: float, most: float) -> Row:
    auc, off = one(card.rows, "figure", "auc"), one(card.rows, "figure", "calibration_error")
    baselines = [
        f"{row.name} {said(row)}"
        for row in card.rows
        if row.part == "baseline" and row.figure == "auc"
    ]
    return Row(
        f"{about}; cutoffs 2025-02-01, 04-01, 06-01, judged from 09-01, 60 days: churn AUC,"
        " calibration error",
        ", ".join(baselines),
        f"≥ {least}, ≤ {most}",
        f"{auc.name} {said(auc)}, {said(off)}",
        value(auc) >= least and value(off) <= most,
    )


def _value(what: str, card: Card) -> Row:
    names = ("mean_error", "rank_correlation", "share_of_first_tenth", "sum_error")
    ours = [one(card.rows, "figure", name) for name in names]
    last = [one(card.rows, "baseline", name) for name in names]
    return Row(
        f"{what}: mean error, rank correlation, share of the first tenth, error of the sum",
        f"last 90 days again: {', '.join(map(said, last))}",
        "better than that beyond chance",
        f"{ours[0].name}: {', '.join(map(said, ours))}; {card.state}",
        card.is_published,
    )


def _forecasts(seed: int, card: Card) -> Iterator[Row]:
    for metric in ("dau", "revenue"):
        error = one(card.rows, "metric", "mean_error", metric)
        cover = one(card.rows, "metric", "coverage_of_80", metric)
        gain = one(card.rows, "baseline", "error_gain", f"{metric}: weekday median")
        baselines = [
            row for row in card.rows if row.part == "baseline" and row.figure == "mean_error"
        ]
        yield Row(
            f"forecast of {metric}, seed {seed}, 28 days: mean error",
            ", ".join(
                f"{row.name.partition(': ')[2]} {said(row, 1)}"
                for row in baselines
                if row.name.startswith(f"{metric}:")
            ),
            "less than each",
            f"{said(error, 1)}, less than the weekday median by {said(gain, 1)};"
            f" {said(cover, 2)} of the days within the interval of 0.8",
            all(value(error) < value(row) for row in baselines if row.name.startswith(metric)),
        )


def _odd_days(lake: Lake, truth: Path, end: date) -> Row:
    planned = planned_days(lake.config) | {
        date(year, month, day) for year in YEARS for month, day in SALE_PERCENT
    }
    series = read_watched(lake.connection, end)["sessions"]
    incidents = duckdb.sql(
        f"select first_day, last_day from '{truth}/incidents.parquet' where figure = 'sessions'"
    ).fetchall()
    ours, simple = (plant(series, way, planned) for way in (detector(planned), weekday_detector))
    named = [series[place][0] for place in detector(planned)(series)]
    made_up = sum(any(first <= day <= last for first, last in incidents) for day in named)
    false_days = ours.false_days - made_up
    return Row(
        "seed 7, sessions, sale days named: of 30 days halved, of 30 doubled, false days",
        f"weekday median {simple.halved}, {simple.doubled}, {simple.false_days}",
        "≥ 29, ≥ 29, ≤ 10",
        f"{said(Figure.of_count(ours.halved, ours.planted), 1)},"
        f" {said(Figure.of_count(ours.doubled, ours.planted), 1)},"
        f" {said(Figure.of_count(false_days, ours.judged), 1)} (and {made_up} of incidents that"
        " were made up)",
        min(ours.halved, ours.doubled) >= 29 and false_days <= 10,
    )


def _opened(work: Path, seed: int, options: GeneratorOptions) -> Lake:
    """Open the lake of a made-up shop, which is made where it is not there."""
    events, home = work / f"shop_{seed}.events", work / f"shop_{seed}"
    if home.exists():
        return build_lake(home, [])
    files = generate(options, events).files
    return build_lake(home, [(events / "events" / Path(name).name).read_bytes() for name in files])
