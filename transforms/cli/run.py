"""run: what came in is taken, loaded, and what is due is done behind it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.app import TEXT, ConfigOption, HomeOption, LogOption, QuietOption, app
from transforms.cli.outcome import end, report_published, say
from transforms.cli.taking import (
    PathsArgument,
    check_room,
    end_receiving,
    has_queue,
    receive,
    take_in,
)
from transforms.errors import UsageError
from transforms.lakehouse import Lakehouse, open_lakehouse

if TYPE_CHECKING:  # a run without a queue starts without what speaks to it
    from duckdb import DuckDBPyConnection


@app.command()
def run(
    paths: PathsArgument = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken; change nothing.")
    ] = False,
    every: Annotated[
        str | None, typer.Option("--every", help="Run again and again: 90s, 15m, 1h, ...")
    ] = None,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Take in event files and load them; with nothing new, say so."""
    if dry_run and every:
        raise UsageError("--dry-run looks once, so --every must be left out")
    if dry_run:
        lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format, make=False)
        _look_ahead(lakehouse, paths or [])
        return
    if every is None:
        _run(open_lakehouse(home, config, quiet=quiet, log_format=log_format), paths or [])
        return
    from transforms.cli.repeating import repeat
    from transforms.system.units import seconds_of

    def once() -> None:
        _run(open_lakehouse(home, config, quiet=quiet, log_format=log_format), paths or [])

    raise typer.Exit(repeat(once, seconds_of(every)))


def _run(lakehouse: Lakehouse, paths: list[Path]) -> None:
    from transforms.load.process import process_staging

    if has_queue(lakehouse, paths):
        check_room(lakehouse)
    with lakehouse.writing() as connection:
        taken = take_in(lakehouse, paths)
        received = receive(lakehouse, paths)
        processed = process_staging(
            connection, lakehouse.home, lakehouse.config, lakehouse.progress
        )
        unkept = _maintain(connection, lakehouse) if processed.loaded else None
    say(processed.loaded, taken)
    if lakehouse.config.publish.after_run:
        _publish(lakehouse)
    refused = processed.mostly_refused
    end(processed.failures, taken, named=bool(paths), mostly_refused=refused)
    end_receiving(received)
    if unkept is not None:
        raise unkept


def _look_ahead(lakehouse: Lakehouse, paths: list[Path]) -> None:
    from transforms.operate.look_ahead import in_rows, in_words, look_ahead

    preview = look_ahead(lakehouse, paths)
    if preview.intakes:
        output.print_table(["file", "bytes", "lines", "a run would"], in_rows(preview))
    typer.echo(in_words(preview))


def _maintain(connection: "DuckDBPyConnection", lakehouse: Lakehouse) -> Exception | None:
    from transforms.operate.maintenance import maintain_if_due

    return maintain_if_due(connection, lakehouse)


def _publish(lakehouse: Lakehouse) -> None:
    """Publish what does not show the lake as it is now; the writer lock is free again by then."""
    from transforms.publish import publish

    report_published(publish(lakehouse, only_old=True))
