"""run: what came in is taken, loaded, and what is due is done behind it."""

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
from transforms.cli.intake import (
    AcceptLossOption,
    PathsArgument,
    SourceOption,
    check_room,
    check_source,
    has_services,
    raise_service_error,
    receive,
    take_in,
)
from transforms.cli.outcome import exit_if_failed, raise_unanswered, report_loaded, report_published
from transforms.cli.tables import print_table
from transforms.errors import Unavailable, UsageError
from transforms.ingest.files.inbox import STAYS
from transforms.lakehouse import Lakehouse
from transforms.system.units import counted, size_in_words

if TYPE_CHECKING:  # a run without a queue starts without what speaks to it
    from duckdb import DuckDBPyConnection

    from transforms.ingest.files.inbox import Intake
    from transforms.ingest.streams.stream import Backlog
    from transforms.operate.preview import Preview
    from transforms.publish import Publication

_FOLLOWING = "10s"
_MOST_SHOWN = 100  # files of a preview


@app.command()
def run(
    paths: PathsArgument = None,
    source: SourceOption = None,
    accept_loss: AcceptLossOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken; change nothing.")
    ] = False,
    every: Annotated[
        str | None,
        typer.Option("--every", metavar="SPAN", help="Run again and again: 90s, 15m, 1h, ..."),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Run again and again, every ten seconds: for streams.")
    ] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Take in event files and load them; with nothing new, say so."""
    if follow and every:
        raise UsageError("--follow is --every 10s, so one of them must be left out")
    every = _FOLLOWING if follow else every
    if dry_run and every:
        raise UsageError("--dry-run looks once, so --every and --follow must be left out")
    if dry_run:
        lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format, make=False)
        _preview(lakehouse, paths or [], source)
        return
    if every is None:
        lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
        _run(lakehouse, paths or [], source, accept_loss=accept_loss)
        return
    from transforms.cli.repeating import repeat
    from transforms.system.units import seconds_of

    def once() -> None:
        lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
        _run(lakehouse, paths or [], source, accept_loss=accept_loss)

    raise typer.Exit(repeat(once, seconds_of(every)))


def _run(lakehouse: Lakehouse, paths: list[Path], source: str | None, *, accept_loss: bool) -> None:
    from transforms.load.process import process_staging
    from transforms.models.fingerprint import check_settings
    from transforms.operate.metrics import check_metrics, write_metrics
    from transforms.pages.extra import check_pages
    from transforms.system.last_run import end_pass

    named = check_source(lakehouse, paths, source)
    check_metrics(lakehouse.config)
    if lakehouse.config.publish.after_run:
        check_pages(lakehouse.config.publish.formats)
    if has_services(lakehouse, paths):
        check_room(lakehouse)
    with lakehouse.writing() as connection:
        check_settings(connection, lakehouse.config)
        taken = take_in(lakehouse, paths, named)
        received = receive(lakehouse, paths, accept_loss=accept_loss)
        processed = process_staging(
            connection, lakehouse.home, lakehouse.config, lakehouse.progress
        )
        unkept = _maintain(connection, lakehouse) if processed.loaded else None
    report_loaded(processed, taken)
    published = _publish(lakehouse) if lakehouse.config.publish.after_run else []
    end_pass(lakehouse.home)
    undelivered = _monitor(lakehouse)
    write_metrics(lakehouse)
    refused = processed.mostly_refused
    exit_if_failed(processed.failures, taken, named=bool(paths), mostly_refused=refused)
    raise_service_error(received)
    if unkept is not None:
        raise unkept
    if undelivered is not None:
        raise undelivered
    raise_unanswered(published)


def _preview(lakehouse: Lakehouse, paths: list[Path], source: str | None) -> None:
    from transforms.operate.preview import preview_run

    preview = preview_run(lakehouse, paths, check_source(lakehouse, paths, source))
    if preview.intakes:
        print_table(["file", "bytes", "lines", "a run would"], _rows(preview), prose={"file"})
    output.say(_in_words(preview))


def _maintain(connection: "DuckDBPyConnection", lakehouse: Lakehouse) -> Exception | None:
    from transforms.operate.maintenance import maintain_if_due

    return maintain_if_due(connection, lakehouse)


def _publish(lakehouse: Lakehouse) -> "list[Publication]":
    """Publish what does not show the lake as it is now; the writer lock is free again by then."""
    from transforms.publish import publish

    published = publish(lakehouse, only_stale=True)
    report_published(published)
    return published


def _monitor(lakehouse: Lakehouse) -> Unavailable | None:
    """Judge what was loaded where the settings say so; what could not be delivered is given back.

    Monitoring that fails otherwise ends the run: what it loaded stays.
    """
    if not lakehouse.config.monitoring.after_run:
        return None
    from transforms.cli.monitor import run_monitor

    try:
        run_monitor(lakehouse)
    except Unavailable as error:
        return error
    return None


def _rows(preview: "Preview") -> list[tuple[str, int | None, int | None, str]]:
    """Say of each file, the first hundred, what a run would do with it."""
    return [_row(each) for each in preview.intakes[:_MOST_SHOWN]]


def _in_words(preview: "Preview") -> str:
    """Say how much a run would take and load."""
    new = [each.batch.manifest for each in preview.intakes if each.batch and not each.code]
    lines, size = sum(each.lines for each in new), sum(each.bytes for each in new)
    said = [
        f"{counted(len(preview.intakes), 'file')} found, {len(new):,} to be loaded:"
        f" {counted(lines, 'line')}, {size_in_words(size)} unpacked",
        f"{counted(len(preview.waiting), 'batch')} in the archive to be loaded",
    ]
    said += map(_backlog_in_words, preview.backlogs)
    return "\n".join([*said, "a dry run: nothing was changed"])


def _backlog_in_words(backlog: "Backlog") -> str:
    if backlog.waiting is None:
        return f"{backlog.name} does not tell how many messages wait"
    in_flight = "" if backlog.in_flight is None else f", {backlog.in_flight:,} in flight"
    return f"about {counted(backlog.waiting, 'message')} in {backlog.name}{in_flight}"


def _row(intake: "Intake") -> tuple[str, int | None, int | None, str]:
    manifest = intake.batch.manifest if intake.batch else None
    word = "load it"
    if intake.code is not None:
        is_known, stays = intake.code == "F_DUP_CONTENT", intake.code in STAYS
        word = "pass it over" if is_known else "leave it there" if stays else "refuse it"
        word = f"{word}: {intake.code}"
    return (
        str(intake.path),
        manifest.bytes if manifest else None,
        manifest.lines if manifest else None,
        word,
    )
