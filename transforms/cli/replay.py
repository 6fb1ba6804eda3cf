"""replay: archived batches again, or Silver anew."""

from datetime import date
from typing import Annotated

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
from transforms.cli.outcome import exit_if_failed, report_loaded
from transforms.errors import UsageError
from transforms.system.units import counted


@app.command()
def replay(
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="First day of receipt, YYYY-MM-DD (UTC)."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="DAY", help="Last day of receipt, YYYY-MM-DD (UTC)."),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Recompute Silver from stg_events, all at once.")
    ] = False,
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Put the lake aside and load the archive anew.")
    ] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Process archived batches again; what is loaded already changes nothing."""
    from transforms.load.process import process_staging
    from transforms.load.replay import rebuild_lake, replay_batches

    days = _day("--from", first), _day("--to", last)
    if from_archive and not rebuild:
        raise UsageError("--from-archive needs --rebuild: it makes the whole lake anew")
    if rebuild and any(days):
        raise UsageError("--rebuild recomputes everything, so --from and --to must be left out")
    if None not in days and days[0] > days[1]:  # type: ignore[operator]
        raise UsageError(f"--from must not lie after --to, got {first} and {last}")
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    as_it_is = rebuild and not from_archive
    with lakehouse.writing(anew=from_archive, as_it_is=as_it_is) as connection:
        if from_archive:
            processed = process_staging(
                connection, lakehouse.home, lakehouse.config, lakehouse.progress
            )
        elif rebuild:
            rows = rebuild_lake(connection, lakehouse)
            output.say(f"Silver rebuilt: {counted(rows, 'row')}")
            return
        else:
            processed = replay_batches(connection, lakehouse, *days)
    output.say(f"{counted(len(processed.loaded), 'batch')} replayed")
    report_loaded(processed, [])
    exit_if_failed(processed.failures, [], named=False)


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} must be a day like 2026-01-31, got {text!r}") from error
