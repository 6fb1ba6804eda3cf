"""docs: the data dictionary as a page."""

from pathlib import Path
from typing import Annotated

import typer

from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.errors import UsageError
from transforms.lakehouse import open_lakehouse


@app.command()
def docs(
    out: Annotated[
        Path | None, typer.Option("--out", help="The page (else dictionary.html of the home).")
    ] = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Write the data dictionary as one HTML page: tables, columns, lineage, checks."""
    from transforms.dictionary.page import write_page

    lakehouse = open_lakehouse(home, config, quiet=False, log_format="text")
    path = out or lakehouse.home.root / "dictionary.html"
    if path.is_dir():
        raise UsageError(f"--out must name a file, got the folder {path}")
    has_facts = write_page(lakehouse, path) is not None
    typer.echo(f"{path}{'' if has_facts else ': from the models alone, there is no lake yet'}")
