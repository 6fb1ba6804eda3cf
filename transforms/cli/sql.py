"""sql: growth's views for PostgreSQL, and the pages for Evidence, as files."""

from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command
from transforms.cli.publish import TEAMS, TeamsOption, among
from transforms.errors import UsageError
from transforms.lakehouse import Lakehouse


class Dialect(StrEnum):
    """Whose SQL is written."""

    postgres = "postgres"


@app.command()
def sql(
    dialect: Annotated[
        Dialect | None, typer.Option("--dialect", help="Whose SQL is written into --out.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="The folder; its files are replaced."),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", metavar="DIR", help="A folder for the pages in Evidence."),
    ] = None,
    teams: TeamsOption = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Write growth's views for PostgreSQL, or the pages as a project of Evidence."""
    if (dialect is None) != (out is None) or not (out or evidence):
        raise UsageError(
            "sql must be given --dialect and --out, or --evidence,"
            f" got {'no --out' if dialect else 'no --dialect' if out else 'none of them'}"
        )
    teams = among("--team", teams, TEAMS)
    lakehouse = open_for_command(home, config, make=False)
    if dialect and out:
        _write(out, _sql_files(dialect, lakehouse))
    if evidence:
        _write(evidence, _evidence_files(lakehouse, evidence, teams))


def _sql_files(dialect: Dialect, lakehouse: Lakehouse) -> dict[str, str]:
    from transforms.dialects.postgres import postgres_files

    return {Dialect.postgres: postgres_files}[dialect](lakehouse.config)


def _evidence_files(lakehouse: Lakehouse, folder: Path, teams: Collection[str]) -> dict[str, str]:
    from transforms.dialects.evidence import evidence_files

    return evidence_files(lakehouse.config, lakehouse.home.published, folder, teams)


def _write(folder: Path, files: dict[str, str]) -> None:
    from transforms.system.durable import make_folder, sync_folder, write_file

    for name, text in files.items():
        path = folder / name
        make_folder(path.parent)
        write_file(path, text.encode())
        output.say(str(path))
    for each in sorted({(folder / name).parent for name in files}):
        sync_folder(each)
