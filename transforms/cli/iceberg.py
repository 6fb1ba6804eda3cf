"""iceberg: batches on Iceberg, drafted by Spark and shown by one transaction."""

from enum import StrEnum
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
from transforms.cli.tables import print_table
from transforms.errors import UsageError
from transforms.system.units import counted

if TYPE_CHECKING:  # imported when it is run
    from transforms.iceberg.status import Status
    from transforms.lakehouse import Lakehouse


class Work(StrEnum):
    """What may be done with a lake on Iceberg."""

    run = "run"
    rebuild = "rebuild"
    verify = "verify"
    maintain = "maintain"
    status = "status"


@app.command()
def iceberg(
    work: Annotated[
        Work,
        typer.Argument(
            help="Land what the archive has; make anew; compare with DuckDB's lake; tidy; look."
        ),
    ],
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Of rebuild: read the raw batches anew, too.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Of status: one JSON object.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Keep the tables on Iceberg, too: Spark drafts a batch, PostgreSQL shows it whole."""
    if from_archive and work != Work.rebuild:
        raise UsageError(f"--from-archive is of iceberg rebuild, got {work}")
    if json and work != Work.status:
        raise UsageError(f"--json is of iceberg status, got {work}")
    from transforms.iceberg.extra import check_iceberg

    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    check_iceberg(lakehouse.config)
    if work == Work.run:
        _run(lakehouse)
    elif work == Work.rebuild:
        _rebuild(lakehouse, from_archive=from_archive)
    elif work == Work.verify:
        _verify(lakehouse)
    elif work == Work.maintain:
        _maintain(lakehouse)
    else:
        _status(lakehouse, json=json)


def _run(lakehouse: "Lakehouse") -> None:
    from transforms.iceberg.run import run

    ran = run(lakehouse)
    batches = sum(len(landed.entries) for landed in ran.landed)
    if not batches:
        output.say("nothing new: readers see every archived batch")
        return
    rows = sum(landed.rows for landed in ran.landed)
    shown = f"shown by switch {ran.switches[-1].switch_id}"
    output.say(f"{counted(batches, 'batch')} loaded, {counted(rows, 'row')} written, {shown}")


def _rebuild(lakehouse: "Lakehouse", *, from_archive: bool) -> None:
    from transforms.iceberg.run import rebuild

    shown = rebuild(lakehouse, from_archive=from_archive)
    output.say(f"{counted(shown.rows, 'row')} made anew, shown by switch {shown.switch_id}")


def _verify(lakehouse: "Lakehouse") -> None:
    from transforms.cli.verify import print_verdict
    from transforms.quality.verify_iceberg import verify_iceberg

    verdict = verify_iceberg(lakehouse)
    print_verdict(verdict, "iceberg", "tables and views")
    if verdict.differences:
        raise typer.Exit(70)


def _maintain(lakehouse: "Lakehouse") -> None:
    from transforms.iceberg.maintenance import maintain

    done = maintain(lakehouse)
    rows = [
        ("snapshots", f"{done.snapshots_expired:,} expired"),
        ("files that nothing names", f"{done.files_deleted:,} deleted"),
        ("files of the tables", f"{done.files_before:,} became {done.files_after:,}"),
    ]
    print_table(["part", "done"], rows)


def _status(lakehouse: "Lakehouse", *, json: bool) -> None:
    from transforms.iceberg.status import look

    found = look(lakehouse.config)
    if json:
        output.print_json(found.as_json())
        return
    _print_status(found)


def _print_status(found: "Status") -> None:
    for name, tables in found.drafts.items():
        output.say(f"{name} is ahead of the lake in {counted(tables, 'table')}: no reader sees it")
    rows = [
        (each.switch_id, each.kind, f"{each.switched_at:%Y-%m-%d %H:%M:%S}", f"{each.rows:,}")
        for each in found.switches
    ]
    print_table(["switch", "kind", "shown at (UTC)", "rows"], rows)
    output.say(f"{counted(found.batches, 'batch')} in the lake on Iceberg")
