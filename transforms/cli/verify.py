"""verify: Silver rebuilt aside and compared."""

from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import TEXT, ConfigOption, HomeOption, LogOption, QuietOption, app
from transforms.lakehouse import open_lakehouse


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

    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format)
    verdict = verify_lake(lakehouse, from_archive=from_archive)
    output.print_verdict(verdict)
    if verdict.differences:
        raise typer.Exit(70)
