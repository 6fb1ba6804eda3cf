"""render: the SQL that runs."""

from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command


@app.command()
def render(
    model: Annotated[str, typer.Argument(help="A table, scope or view of Silver or Gold.")],
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print the SQL of a model, ready to be pasted into DuckDB."""
    from transforms.models.standalone import model_named, standalone

    lakehouse = open_for_command(home, config)
    output.say_code(f"{standalone(model_named(model), lakehouse.config)};")
