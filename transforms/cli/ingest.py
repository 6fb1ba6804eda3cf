"""ingest: what came in is taken and staged, and not loaded."""

from transforms.cli import output
from transforms.cli.app import (
    TEXT,
    ConfigOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    open_for_command,
)
from transforms.cli.intake import (
    AcceptLossOption,
    PathsArgument,
    SourceOption,
    check_source,
    raise_service_error,
    receive,
    take_in,
)
from transforms.cli.outcome import exit_if_failed
from transforms.system.units import counted


@app.command()
def ingest(
    paths: PathsArgument = None,
    source: SourceOption = None,
    accept_loss: AcceptLossOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Take event files into the archive and stage them, without loading."""
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    named = check_source(lakehouse, paths or [], source)
    with lakehouse.locked():
        taken = take_in(lakehouse, paths or [], named)
        received = receive(lakehouse, paths or [], accept_loss=accept_loss)
    staged = sum(1 for each in taken if each.code is None)
    staged += sum(len(each.batch_ids) for each in received)
    output.say(f"{counted(staged, 'batch')} staged")
    exit_if_failed([], taken, named=bool(paths))
    raise_service_error(received)
