"""attribution: what channels brought by the paths that people went, with Markov and Shapley."""

from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, FormatOption, HomeOption, app, open_for_command


@app.command()
def attribution(
    markov: Annotated[
        bool, typer.Option("--markov", help="By what would be lost without a channel.")
    ] = False,
    shapley: Annotated[
        bool, typer.Option("--shapley", help="By equal shares of a path's channels.")
    ] = False,
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Credit channels by the paths that people went; without an option, by both models."""
    from transforms.attribution.credits import credit_table

    lakehouse = open_for_command(home, config)
    with lakehouse.asking() as connection:
        wanted = [
            name for name, is_wanted in (("markov", markov), ("shapley", shapley)) if is_wanted
        ]
        output.print_rows(credit_table(connection, wanted or ["markov", "shapley"]), table_format)
