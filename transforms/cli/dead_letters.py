"""dead-letters: refused lines and failed batches, counted, shown, tried again."""

from enum import StrEnum
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
from transforms.cli.outcome import exit_if_failed
from transforms.cli.tables import print_table
from transforms.errors import UsageError
from transforms.lakehouse import Lakehouse
from transforms.load.failures import reasons
from transforms.system.logs import printable
from transforms.system.units import counted


class Action(StrEnum):
    """What may be done with dead letters."""

    list = "list"
    show = "show"
    retry = "retry"


_SHOWN = 20


@app.command("dead-letters")
def dead_letters(
    action: Annotated[
        Action, typer.Argument(help="Count them, show whole lines, or process them again.")
    ] = Action.list,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="ID", help="Of this batch only.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help="Of this code only, E_….")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="NUMBER", help=f"How many lines to show (else {_SHOWN})."
        ),
    ] = None,
    table_format: Annotated[
        output.TableFormat, typer.Option("--format", help="How list and show print.")
    ] = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Count, show or retry the lines that were refused and the batches that failed."""
    if limit is not None and action is not Action.show:
        raise UsageError(f"--limit goes with show, got {action}")
    if table_format is not output.TableFormat.table and action is Action.retry:
        raise UsageError("--format goes with list and show, got retry")
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    if action is Action.retry:
        _retry(lakehouse, batch, code)
    elif action is Action.show:
        _show(lakehouse, batch, code, limit or _SHOWN, table_format)
    else:
        _list(lakehouse, batch, code, table_format)


def _list(
    lakehouse: Lakehouse, batch_id: str | None, code: str | None, table_format: output.TableFormat
) -> None:
    from transforms.load.dead_letters import count_dead_letters

    with lakehouse.reading() as connection:
        output.print_rows(count_dead_letters(connection, batch_id, code), table_format)
    aside = list(reasons(lakehouse.home).items())
    if aside and table_format is output.TableFormat.table:
        print_table(
            ["batch_id", "error"], aside, "batches in dead_letter/batches/", prose={"error"}
        )


def _show(
    lakehouse: Lakehouse,
    batch_id: str | None,
    code: str | None,
    limit: int,
    table_format: output.TableFormat,
) -> None:
    from transforms.load.dead_letters import find_dead_letters

    with lakehouse.reading() as connection:
        found = find_dead_letters(connection, batch_id, code, limit)
        if table_format is not output.TableFormat.table:
            output.print_rows(found, table_format)
            return
        row = found.fetchone()
        if row is None:
            output.say("no refused lines")
        while row is not None:
            batch, line, offset, message_id, reason, detail, raw = row
            message = f", message {message_id}" if message_id else ""
            output.say(
                printable(f"{batch}, line {line}, byte {offset}{message}: {reason} {detail}")
            )
            output.say(f"  {printable(raw.decode('utf-8', 'backslashreplace'))}")
            row = found.fetchone()


def _retry(lakehouse: Lakehouse, batch_id: str | None, code: str | None) -> None:
    from transforms.load.replay import retry_dead_letters

    with lakehouse.writing() as connection:
        retried = retry_dead_letters(connection, lakehouse, batch_id, code)
    processed = retried.processed
    output.say(f"{counted(len(processed.loaded), 'batch')} processed again")
    output.say(f"{counted(retried.passed, 'line')} passed, {retried.remaining:,} remain refused")
    if retried.still_aside:
        output.say(f"{counted(retried.still_aside, 'batch')} left in dead_letter/batches/")
    exit_if_failed(processed.failures, [], named=False)
