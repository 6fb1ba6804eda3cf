"""docs: the data dictionary as a page."""

from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command
from transforms.errors import UsageError
from transforms.system.durable import reaching


@app.command()
def docs(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="The page (else dictionary.html of the home)."),
    ] = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Write the data dictionary as one HTML page: tables, columns, lineage, checks."""
    from transforms.dictionary.page import write_page

    lakehouse = open_for_command(home, config)
    path = out or lakehouse.home.root / "dictionary.html"
    with reaching(path):
        if path.is_dir():
            raise UsageError(f"--out must name a file, got the folder {path}")
    has_facts = write_page(lakehouse, path) is not None
    output.say(f"{path}{'' if has_facts else ': from the models alone, there is no lake yet'}")
