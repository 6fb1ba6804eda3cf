"""sql: the views of growth as files for PostgreSQL."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command


class Dialect(StrEnum):
    """Whose SQL is written."""

    postgres = "postgres"


@app.command()
def sql(
    dialect: Annotated[Dialect, typer.Option("--dialect", help="Whose SQL it is.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder; its files are replaced.")
    ],
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Write the views of growth as SQL files for PostgreSQL, each from its one definition."""
    from transforms.dialects.postgres import postgres_files
    from transforms.system.durable import make_folder, sync_folder, write_file

    files_of = {Dialect.postgres: postgres_files}
    texts = files_of[dialect](open_for_command(home, config, make=False).config)
    make_folder(out)
    for name, text in texts.items():
        write_file(out / name, text.encode())
        output.say(str(out / name))
    sync_folder(out)
