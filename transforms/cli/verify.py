"""verify: Silver rebuilt aside, by one engine or several, and compared."""

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
    let_pandas_in,
    open_for_command,
)
from transforms.cli.tables import print_table
from transforms.errors import UsageError
from transforms.system.units import counted

if TYPE_CHECKING:  # imported when it is run
    from transforms.lakehouse import Lakehouse
    from transforms.quality.differences import Verdict


@app.command()
def verify(
    from_archive: Annotated[
        bool, typer.Option("--from-archive", help="Rebuild from the raw batches instead.")
    ] = False,
    engines: Annotated[
        str, typer.Option("--engines", metavar="NAMES", help="Rebuild by duckdb, spark, or both.")
    ] = "duckdb",
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Rebuild Silver aside and compare it with what is there, row for row."""
    named = _engines(engines)
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    verdicts = []
    for engine in named:
        verdicts.append(_verified(lakehouse, engine, from_archive=from_archive))
        things = "tables and views" if engine == "spark" else "tables"
        print_verdict(verdicts[-1], "" if named == ["duckdb"] else engine, things)
    if any(verdict.differences for verdict in verdicts):
        raise typer.Exit(70)


def print_verdict(verdict: "Verdict", engine: str, things: str) -> None:
    """Say whether the rebuilt tables equal the lake's, and show the rows that differ."""
    for each in verdict.differences:
        title = (
            f"{each.table}: {counted(each.only_in_lake, 'row')} only in the lake,"
            f" {each.only_rebuilt:,} only rebuilt"
        )
        for sentence in each.types:
            output.say(f"{each.table}: {sentence}")
        print_table(each.columns, each.rows, title=title)
    by = f"{engine}: " if engine else ""
    word = f"DIFFERENT in {len(verdict.differences)}" if verdict.differences else "identical"
    output.say(f"{by}{verdict.tables:,} {things}, {counted(verdict.rows, 'row')}: {word}")


def _verified(lakehouse: "Lakehouse", engine: str, *, from_archive: bool) -> "Verdict":
    if engine == "spark":
        from transforms.quality.verify_spark import verify_by_spark

        if from_archive:
            let_pandas_in()  # PySpark asks for it where its workers run Python
        return verify_by_spark(lakehouse, from_archive=from_archive)
    from transforms.quality.verify import verify_lake

    return verify_lake(lakehouse, from_archive=from_archive)


def _engines(text: str) -> list[str]:
    """Read the names of engines, each once.

    Raises:
        UsageError: one is unknown.
        ConfigError: one is not installed.
    """
    from transforms.engines.extra import ENGINES, check_spark

    named = list(dict.fromkeys(name.strip() for name in text.split(",")))
    if unknown := [name for name in named if name not in ENGINES]:
        raise UsageError(f"--engines must be of {', '.join(ENGINES)}, got {unknown[0]!r}")
    if "spark" in named:
        check_spark()
    return named
