"""ingest: what came in is taken and staged, and not loaded."""

import typer

from transforms.cli.app import TEXT, ConfigOption, HomeOption, LogOption, QuietOption, app
from transforms.cli.outcome import end
from transforms.cli.taking import PathsArgument, end_receiving, receive, take_in
from transforms.lakehouse import open_lakehouse


@app.command()
def ingest(
    paths: PathsArgument = None,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Take event files into the archive and stage them, without loading."""
    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format)
    with lakehouse.locked():
        taken = take_in(lakehouse, paths or [])
        received = receive(lakehouse, paths or [])
    staged = sum(1 for each in taken if each.code is None)
    typer.echo(f"{staged + (len(received.batch_ids) if received else 0)} batches staged")
    end([], taken, named=bool(paths))
    end_receiving(received)
