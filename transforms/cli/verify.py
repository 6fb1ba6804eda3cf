"""verify: Silver rebuilt aside and compared."""

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
from transforms.system.units import counted

if TYPE_CHECKING:  # imported when it is run
    from transforms.quality.verify import Verdict


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
    from transforms.quality.verify import verify_lake

    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    verdict = verify_lake(lakehouse, from_archive=from_archive)
    _print(verdict)
    if verdict.differences:
        raise typer.Exit(70)


def _print(verdict: "Verdict") -> None:
    """Say whether the rebuilt tables equal the lake's, and show the rows that differ."""
    for each in verdict.differences:
        title = (
            f"{each.table}: {counted(each.only_in_lake, 'row')} only in the lake,"
            f" {each.only_rebuilt:,} only rebuilt"
        )
        print_table(each.columns, each.rows, title=title)
    word = f"DIFFERENT in {len(verdict.differences)}" if verdict.differences else "identical"
    output.say(f"{counted(verdict.tables, 'table')}, {counted(verdict.rows, 'row')}: {word}")
