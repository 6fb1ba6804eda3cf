"""render: the SQL that runs."""

from typing import Annotated

import typer

from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.lakehouse import open_lakehouse


@app.command()
def render(
    model: Annotated[str, typer.Argument(help="A table, scope or view of Silver or Gold.")],
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print the SQL of a model, ready to be pasted into DuckDB."""
    from transforms.models.standalone import model_named, standalone

    lakehouse = open_lakehouse(home, config, quiet=False, log_format="text")
    typer.echo(f"{standalone(model_named(model), lakehouse.config)};")
