"""The commands: what a user may ask for, and how a failure ends the process."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from transforms import output
from transforms.endings import end, exit_code_of, fail, report, say
from transforms.errors import LakehouseError, UsageError
from transforms.questions import answer
from transforms.sources.files import Intake, take_files, take_inbox, take_strays
from transforms.workplace import Workplace, open_workplace

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A lakehouse whose Silver is a pure function of the accepted events.",
)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Where everything is written (else LAKEHOUSE_HOME, else here)."),
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The settings (else config.json of the home).")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Warnings and errors only.")]
LogOption = Annotated[
    output.LogFormat, typer.Option("--log-format", help="How log lines look on standard error.")
]
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Event files or folders (else the inbox): .jsonl, .ndjson, .json, plain, .gz or .zst."
    ),
]
FormatOption = Annotated[output.TableFormat, typer.Option("--format", help="How rows are printed.")]
TEXT = output.LogFormat.text


@app.command()
def run(
    paths: PathsArgument = None,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Take in event files and load them; with nothing new, say so."""
    from process_staging import process_staging

    place = open_workplace(home, config, quiet=quiet, log_format=log_format)
    with place.writing() as connection:
        taken = _ingest(place, paths or [])
        processed = process_staging(connection, place.home, place.config, place.progress)
    say(processed.loaded, taken)
    end(processed.failures, taken, named=bool(paths))


@app.command()
def ingest(
    paths: PathsArgument = None,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Take event files into the archive and stage them, without loading."""
    from transforms.lock import writer_lock

    place = open_workplace(home, config, quiet=quiet, log_format=log_format)
    with writer_lock(place.home):
        taken = _ingest(place, paths or [])
    typer.echo(f"{sum(1 for each in taken if each.code is None)} batches staged")
    end([], taken, named=bool(paths))


@app.command()
def process(
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Load every staged batch, each in one transaction."""
    from process_staging import process_staging

    place = open_workplace(home, config, quiet=quiet, log_format=log_format)
    with place.writing() as connection:
        strays = list(take_strays(place.home, place.config.limits))
        report(strays)
        processed = process_staging(connection, place.home, place.config, place.progress)
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
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Process archived batches again; what is loaded already changes nothing."""
    from transforms.replay import rebuild_lake, replay_batches

    days = _day("--from", first), _day("--to", last)
    if rebuild and any(days):
        raise UsageError("--rebuild recomputes everything, so --from and --to must be left out")
    if None not in days and days[0] > days[1]:  # type: ignore[operator]
        raise UsageError(f"--from must not lie after --to, got {first} and {last}")
    place = open_workplace(home, config, quiet=quiet, log_format=log_format)
    with place.writing() as connection:
        if rebuild:
            rows = rebuild_lake(connection, place)
            typer.echo(f"Silver rebuilt: {rows:,} rows")
            return
        processed = replay_batches(connection, place, *days)
    typer.echo(f"{len(processed.loaded)} batches replayed")
    say(processed.loaded, [])
    end(processed.failures, [], named=False)


@app.command()
def verify(
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Rebuild from the raw batches instead.")
    ] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Rebuild Silver aside and compare it with what is there, row for row."""
    from transforms.verify import verify_lake

    place = open_workplace(home, config, quiet=quiet, log_format=log_format)
    verdict = verify_lake(place, from_archive=from_archive)
    output.print_verdict(verdict)
    if verdict.differences:
        raise typer.Exit(70)


@app.command()
def status(
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Say where the lake stands: batches, rows, refusals, last events, who is writing."""
    from transforms.status import read_status

    place = open_workplace(home, config, quiet=False, log_format="text")
    output.print_status(read_status(place), as_json=json)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; silver and gold tables by name.")],
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Ask the lake a question in SQL; nothing can be changed."""
    place = open_workplace(home, config, quiet=False, log_format="text")
    with place.reading() as connection:
        try:
            output.print_rows(answer(connection, sql), table_format)
        except duckdb.Error as error:
            raise UsageError(f"the query must run on the lake, got {error}") from error


@app.command()
def summary(
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print what an analyst wants to see first."""
    from transforms.summary import print_summary

    place = open_workplace(home, config, quiet=False, log_format="text")
    with place.reading() as connection:
        print_summary(connection)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every failure ends with its exit code and one sentence."""
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="etl.py")
    except LakehouseError as error:
        fail(str(error), error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (duckdb.Error, OSError) as error:
        fail(f"{type(error).__name__}: {error}", exit_code_of(error))
    except (KeyboardInterrupt, RuntimeError) as error:
        if not isinstance(error.__cause__ or error, KeyboardInterrupt):
            raise  # DuckDB turns an interrupt of a query into a RuntimeError
        fail("interrupted; nothing half-done was kept", 130)


def _ingest(place: Workplace, paths: list[Path]) -> list[Intake]:
    """Take the named paths, else the inbox; what lies in staging/ by hand is taken too."""
    limits = place.config.limits
    inbox = place.home.root / place.config.source.inbox
    with place.progress.spinner("taking files") as on_progress:
        found = (
            take_files(paths, place.home, limits, on_progress=on_progress)
            if paths
            else take_inbox(inbox, place.home, limits, on_progress=on_progress)
        )
        taken = [*found, *take_strays(place.home, limits)]
    report(taken)
    return taken


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} must be a day like 2026-01-31, got {text!r}") from error
