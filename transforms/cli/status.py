"""status: where the lake stands."""

from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.lakehouse import open_lakehouse


@app.command()
def status(
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Say where the lake stands: batches, rows, refusals, last events, who is writing."""
    from transforms.operate.status import read_status

    lakehouse = open_lakehouse(home, config, quiet=False, log_format="text")
    output.print_status(read_status(lakehouse), as_json=json)
