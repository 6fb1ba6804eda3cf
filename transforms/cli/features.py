"""features: pushed to a store that answers services at once, or written for training elsewhere."""

import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.app import (
    TEXT,
    ConfigOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    open_for_command,
)
from transforms.cli.ml_cards import print_values
from transforms.cli.output import TableFormat
from transforms.errors import UsageError
from transforms.lakehouse import Lakehouse
from transforms.system.units import counted

if TYPE_CHECKING:  # imported when it is run
    from transforms.online.store import Version

_COLUMNS = ("store", "version", "state", "cutoff", "people", "features", "pushed_at", "expires_at")


class FeatureWork(StrEnum):
    """What may be done with features."""

    push = "push"
    status = "status"
    erase = "erase"
    export = "export"


class FeatureFormat(StrEnum):
    """How versions are printed, or a file is written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


@app.command()
def features(
    work: Annotated[
        FeatureWork,
        typer.Argument(help="Push to a store; say what stores have; erase a person; export."),
    ],
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="ADDRESS",
            help="redis://HOST:PORT/DATABASE, rediss://… or dynamodb://TABLE (else, but for push,"
            " every store that was pushed to).",
        ),
    ] = None,
    cutoff: Annotated[
        str | None,
        typer.Option(
            "--cutoff",
            metavar="DAY",
            help="Of push: the first day not seen (else the last day there is).",
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample", metavar="NUMBER", min=1, help="Of push: compare so many (else all)."
        ),
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(
            "--user", metavar="ID", help="Of erase: the person; - reads it from standard input."
        ),
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="DAY", help="Of export: a cutoff; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Of export: where it is written.")
    ] = None,
    unlabelled: Annotated[
        bool, typer.Option("--unlabelled", help="Of export: without what became of people.")
    ] = False,
    form: Annotated[
        FeatureFormat | None,
        typer.Option(
            "--format",
            help="Of status: table (usual), csv or json; of export: parquet (usual) or csv.",
        ),
    ] = None,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Bring features of people to services and to other programs."""
    for name, value, fitting in (
        ("--to", to, ("push", "status", "erase")),
        ("--cutoff", cutoff, ("push",)),
        ("--sample", sample, ("push",)),
        ("--user", user, ("erase",)),
        ("--at", at, ("export",)),
        ("--out", out, ("export",)),
        ("--unlabelled", unlabelled or None, ("export",)),
        ("--format", form, ("status", "export")),
    ):
        if value is not None and work not in fitting:
            raise UsageError(f"{name} goes with {' and '.join(fitting)}, got {work}")
    for name, value, needing in (
        ("--to", to, "push"),
        ("--user", user, "erase"),
        ("--at", at, "export"),
        ("--out", out, "export"),
    ):
        if value is None and work == needing:
            raise UsageError(f"{work} must have {name}, got none")
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format, make=False)
    if work is FeatureWork.push and to:
        _push(lakehouse, to, _day("--cutoff", cutoff) if cutoff else None, sample)
    elif work is FeatureWork.status:
        _status(lakehouse, to, form or FeatureFormat.table)
    elif work is FeatureWork.erase and user:
        _erase(lakehouse, to, user)
    elif out:
        _export(lakehouse, [_day("--at", each) for each in at or []], out, form, unlabelled)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} must be a day as 2026-01-31, got {text!r}") from error


def _push(lakehouse: Lakehouse, address: str, cutoff: date | None, sample: int | None) -> None:
    from transforms.online.push import push

    pushed = push(lakehouse, address, cutoff, sample)
    version = pushed.version
    output.say(
        f"{version.rows:,} people with {counted(len(version.columns), 'feature')} before"
        f" {version.cutoff} pushed to {address}, {pushed.compared:,} compared, 0 differ\n"
        f"current: {version.name}, until {version.expires_at}"
    )


def _status(lakehouse: Lakehouse, address: str | None, form: FeatureFormat) -> None:
    from transforms.online.known import known_stores

    if form is FeatureFormat.parquet:
        raise UsageError("--format of status must be table, csv or json, got parquet")
    rows: list[tuple[object, ...]] = []
    for each in [address] if address else known_stores(lakehouse.home):
        rows += _versions(each)
    print_values(_COLUMNS, rows, TableFormat(form))


def _versions(address: str) -> list[tuple[object, ...]]:
    """List the versions of a store, the current one first."""
    from contextlib import closing

    from transforms.online.addresses import open_store

    with closing(open_store(address)) as store:
        current, previous = store.pointers()
        found = store.versions()
    states = {previous: "previous", current: "current"}
    names = sorted(found, key=lambda name: (name != current, name != previous, name))
    return [(address, name, states.get(name, "unfinished"), *_about(found[name])) for name in names]


def _about(version: "Version | None") -> tuple[object, ...]:
    if version is None:
        return (None,) * 5
    return (
        *(version.cutoff, version.rows, len(version.columns)),
        *(version.pushed_at, version.expires_at),
    )


def _erase(lakehouse: Lakehouse, address: str | None, user: str) -> None:
    from transforms.online.erasing import erase_online

    user_id = sys.stdin.readline().rstrip("\r\n") if user == "-" else user
    if not user_id:
        raise UsageError("--user must be an id, got nothing")
    erased = erase_online(lakehouse.home, [user_id], [address] if address else [])
    for store, count in erased.items():
        output.say(f"{counted(count, 'record')} of the person erased from {store}")
    output.say(
        "the lake is as it was: the next push brings back whom it has; `etl.py erase` erases there,"
        " and from every store"
        if erased
        else "nothing is pushed to any store"
    )


def _export(
    lakehouse: Lakehouse,
    days: Sequence[date],
    out: Path,
    form: FeatureFormat | None,
    unlabelled: bool,
) -> None:
    from transforms.online.export import export

    if form not in (None, FeatureFormat.parquet, FeatureFormat.csv):
        raise UsageError(f"--format of export must be parquet or csv, got {form}")
    kind = form or FeatureFormat.parquet
    rows = export(lakehouse, days, out, kind, labelled=not unlabelled)
    output.say(f"{counted(rows, 'row')} of {counted(len(set(days)), 'cutoff')} written to {out}")
