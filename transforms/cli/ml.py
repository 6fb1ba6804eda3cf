"""ml: models trained, asked, judged on any table, and what became of them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import (
    TEXT,
    ConfigOption,
    FormatOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    let_pandas_in,
    open_for_command,
)
from transforms.cli.ml_cards import print_cards, print_figures, print_values
from transforms.cli.output import TableFormat
from transforms.errors import UsageError
from transforms.lakehouse import Lakehouse
from transforms.system.units import counted


class Work(StrEnum):
    """What may be done with models."""

    features = "features"
    train = "train"
    score = "score"
    evaluate = "evaluate"
    cards = "cards"
    drift = "drift"


@app.command()
def ml(
    work: Annotated[
        Work, typer.Argument(help="Print features; train; score; judge a table; show cards; drift.")
    ],
    table: Annotated[
        Path | None,
        typer.Argument(metavar="TABLE", help="Of evaluate: a Parquet or CSV file."),
    ] = None,
    models: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="NAME", help="Which ones (else all); may be repeated."),
    ] = None,
    cutoffs: Annotated[
        list[str] | None,
        typer.Option(
            "--cutoff",
            metavar="DAY",
            help="Of features: the first day not seen (else the last day there is); of train:"
            " what to train on, may be repeated.",
        ),
    ] = None,
    test_cutoff: Annotated[
        str | None,
        typer.Option("--test-cutoff", metavar="DAY", help="Of train: what to judge by."),
    ] = None,
    label: Annotated[
        str | None,
        typer.Option("--label", metavar="COLUMN", help="Of evaluate: the column with yes and no."),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(
            "--day",
            metavar="COLUMN",
            help="Of evaluate: the column with the day, where --label is to be forecast.",
        ),
    ] = None,
    test: Annotated[
        Path | None,
        typer.Option(
            "--test", metavar="FILE", help="Of evaluate: a later table (else five random parts)."
        ),
    ] = None,
    table_format: FormatOption = TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Train models of people and days, judge them, and ask those that beat their baselines."""
    let_pandas_in()
    _check(work, table, label, day, test, cutoffs or [], test_cutoff)
    if work is Work.evaluate and table is not None and label is not None:
        _evaluate(table, label, day, test, table_format)
        return
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    days = [_day("--cutoff", each) for each in cutoffs or []]
    if work is Work.features:
        _features(lakehouse, days, table_format)
    elif work is Work.train:
        last = _day("--test-cutoff", test_cutoff) if test_cutoff else None
        _train(lakehouse, models or [], days, last, table_format)
    elif work is Work.score:
        _score(lakehouse, models or [], table_format)
    elif work is Work.cards:
        print_cards(lakehouse, models or [], table_format)
    else:
        _drift(lakehouse, models or [], table_format)


def _check(
    work: Work,
    table: Path | None,
    label: str | None,
    day: str | None,
    test: Path | None,
    cutoffs: Sequence[str],
    test_cutoff: str | None,
) -> None:
    """See to it that each option goes with what is done."""
    if work is Work.evaluate and (table is None or label is None):
        raise UsageError(
            "evaluate must have a TABLE and --label, got no"
            f" {'TABLE' if table is None else '--label'}"
        )
    for name, value, fitting in (
        ("TABLE", table, (Work.evaluate,)),
        ("--label", label, (Work.evaluate,)),
        ("--day", day, (Work.evaluate,)),
        ("--test", test, (Work.evaluate,)),
        ("--cutoff", cutoffs or None, (Work.features, Work.train)),
        ("--test-cutoff", test_cutoff, (Work.train,)),
    ):
        if value is not None and work not in fitting:
            raise UsageError(f"{name} goes with {' and '.join(fitting)}, got {work}")
    if day is not None and test is not None:
        raise UsageError(
            "--test must be left out with --day, as days that are over judge, got both"
        )
    if work is Work.features and len(cutoffs) > 1:
        raise UsageError(f"--cutoff must be one day, got {len(cutoffs)}")


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} must be a day as 2026-01-31, got {text!r}") from error


def _features(lakehouse: Lakehouse, days: list[date], table_format: TableFormat) -> None:
    from transforms.ml.people import features_sql, watermark

    with lakehouse.asking() as connection:
        day = days[0] if days else watermark(connection)
        output.print_rows(connection.sql(features_sql(lakehouse.config, day)), table_format)


def _train(
    lakehouse: Lakehouse,
    names: Sequence[str],
    days: list[date],
    last: date | None,
    table_format: TableFormat,
) -> None:
    from transforms.ml.work import train

    found = train(lakehouse, names, days, last)
    print_values(
        ("model", "version", "state", "verdict"),
        [(card.model, card.version, card.state, card.verdict) for card in found],
        table_format,
    )


def _score(lakehouse: Lakehouse, names: Sequence[str], table_format: TableFormat) -> None:
    from transforms.ml.work import score

    found = score(lakehouse, names)
    if table_format is not TableFormat.table:
        print_values(
            ("model", "version", "cutoff", "rows"),
            [(each.model, each.version, each.cutoff, each.rows) for each in found],
            table_format,
        )
        return
    for each in found:
        output.say(f"{each.model} {each.version}: {counted(each.rows, 'score')} of {each.cutoff}")


def _evaluate(
    table: Path, label: str, day: str | None, test: Path | None, table_format: TableFormat
) -> None:
    from transforms.ml.evaluate import evaluate
    from transforms.ml.evaluate_series import evaluate_series
    from transforms.ml.extra import check_ml, limited

    check_ml()
    with limited(1):
        found = evaluate_series(table, label, day) if day else evaluate(table, label, test)
    print_figures(found.rows, table_format)
    for told in found.told:
        output.say_on_stderr(told)


def _drift(lakehouse: Lakehouse, names: Sequence[str], table_format: TableFormat) -> None:
    with lakehouse.asking() as connection:
        output.print_rows(
            connection.sql(
                "select model, name, figure, value, before, state, cutoff, model_version"
                " from lake.gold_ml.vw_model_drift"
                " where len($1) = 0 or model in (select unnest($1))"
                " order by model, state = 'ok', state, value desc, name, figure",
                params=[list(names)],
            ),
            table_format,
        )
