"""Commands that bring events into the lake: run, ingest, process, replay."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.app import TEXT, ConfigOption, HomeOption, LogOption, QuietOption, app
from transforms.cli.outcome import end, report, report_published, say
from transforms.errors import UsageError
from transforms.ingest.files.inbox import Intake, take_files, take_inbox, take_strays
from transforms.lakehouse import Lakehouse, open_lakehouse

if TYPE_CHECKING:  # a run without a queue starts without what speaks to it
    from duckdb import DuckDBPyConnection

    from transforms.ingest.queue.consumer import Received

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Event files or folders (else the inbox and the queue):"
        " .jsonl, .ndjson, .json, plain, .gz or .zst."
    ),
]


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

    if _has_queue(lakehouse, paths):
        _check_room(lakehouse)
    with lakehouse.writing() as connection:
        taken = _ingest(lakehouse, paths)
        received = _receive(lakehouse, paths)
        processed = process_staging(
            connection, lakehouse.home, lakehouse.config, lakehouse.progress
        )
        unkept = _maintain(connection, lakehouse) if processed.loaded else None
    say(processed.loaded, taken)
    if lakehouse.config.publish.after_run:
        _publish(lakehouse)
    end(processed.failures, taken, named=bool(paths))
    _end_receiving(received)
    if unkept is not None:
        raise unkept


@app.command()
def ingest(
    paths: PathsArgument = None,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Take event files into the archive and stage them, without loading."""
    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format)
    with lakehouse.locked():
        taken = _ingest(lakehouse, paths or [])
        received = _receive(lakehouse, paths or [])
    staged = sum(1 for each in taken if each.code is None)
    typer.echo(f"{staged + (len(received.batch_ids) if received else 0)} batches staged")
    end([], taken, named=bool(paths))
    _end_receiving(received)


@app.command()
def process(
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Load every staged batch, each in one transaction."""
    from transforms.load.process import process_staging

    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format)
    with lakehouse.writing() as connection:
        strays = list(take_strays(lakehouse.home, lakehouse.config.limits))
        report(strays)
        processed = process_staging(
            connection, lakehouse.home, lakehouse.config, lakehouse.progress
        )
    say(processed.loaded, strays)
    end(processed.failures, strays, named=False)


@app.command()
def replay(
    first: Annotated[
        str | None, typer.Option("--from", help="First day of receipt, YYYY-MM-DD (UTC).")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", help="Last day of receipt, YYYY-MM-DD (UTC).")
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
    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format)
    with lakehouse.writing(anew=from_archive) as connection:
        if from_archive:
            processed = process_staging(
                connection, lakehouse.home, lakehouse.config, lakehouse.progress
            )
        elif rebuild:
            rows = rebuild_lake(connection, lakehouse)
            typer.echo(f"Silver rebuilt: {rows:,} rows")
            return
        else:
            processed = replay_batches(connection, lakehouse, *days)
    typer.echo(f"{len(processed.loaded)} batches replayed")
    say(processed.loaded, [])
    end(processed.failures, [], named=False)


def _look_ahead(lakehouse: Lakehouse, paths: list[Path]) -> None:
    from transforms.operate.look_ahead import in_rows, in_words, look_ahead

    preview = look_ahead(lakehouse, paths)
    if preview.intakes:
        output.print_table(["file", "bytes", "lines", "a run would"], in_rows(preview))
    typer.echo(in_words(preview))


def _ingest(lakehouse: Lakehouse, paths: list[Path]) -> list[Intake]:
    """Take the named paths, else the inbox; what lies in staging/ by hand is taken too."""
    limits = lakehouse.config.limits
    inbox = lakehouse.home.root / lakehouse.config.source.inbox
    with lakehouse.progress.spinner("taking files") as on_progress:
        found = (
            take_files(paths, lakehouse.home, limits, on_progress=on_progress)
            if paths
            else take_inbox(inbox, lakehouse.home, limits, on_progress=on_progress)
        )
        taken = [*found, *take_strays(lakehouse.home, limits)]
    report(taken)
    return taken


def _receive(lakehouse: Lakehouse, paths: list[Path]) -> "Received | None":
    """Take the messages of the queue, if there is one and no path was named."""
    if not _has_queue(lakehouse, paths):
        return None
    from transforms.ingest.queue.consumer import take_queue

    with lakehouse.progress.spinner("receiving") as on_progress:
        received = take_queue(lakehouse.home, lakehouse.config.sqs, on_progress=on_progress)
    typer.echo(received.in_words())
    return received


def _has_queue(lakehouse: Lakehouse, paths: list[Path]) -> bool:
    return bool(lakehouse.config.sqs.queue_url) and not paths


def _check_room(lakehouse: Lakehouse) -> None:
    """Find a full disk before the catalog does, which would call itself unavailable."""
    from transforms.ingest.queue.consumer import ROOM_BYTES
    from transforms.system.durable import check_room

    check_room(lakehouse.home.tmp, ROOM_BYTES)


def _end_receiving(received: "Received | None") -> None:
    """End with what went wrong with the queue; what could be loaded is loaded by then."""
    if received is not None and received.error is not None:
        raise received.error


def _maintain(connection: "DuckDBPyConnection", lakehouse: Lakehouse) -> Exception | None:
    from transforms.operate.maintenance import maintain_if_due

    return maintain_if_due(connection, lakehouse)


def _publish(lakehouse: Lakehouse) -> None:
    """Publish what does not show the lake as it is now; the writer lock is free again by then."""
    from transforms.publish import publish

    report_published(publish(lakehouse, only_old=True))


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} must be a day like 2026-01-31, got {text!r}") from error
