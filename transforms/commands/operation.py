"""Commands that keep a lake in order: maintain."""

from typing import Annotated

import typer

from transforms import output
from transforms.commands.app import TEXT, ConfigOption, HomeOption, LogOption, QuietOption, app
from transforms.workplace import open_workplace

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what there is to do.")]


@app.command()
def maintain(
    dry_run: DryRunOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Merge small files, let go of old snapshots and files, compress old batches."""
    from transforms.maintenance import done_in_words, find_pending, pending_in_words
    from transforms.maintenance import maintain as maintain_lake

    place = open_workplace(home, config, quiet=quiet, log_format=log_format, make=not dry_run)
    if dry_run:
        with place.reading() as connection:
            words = pending_in_words(find_pending(connection, place))
        output.print_table(["part", "to do"], words)
        return
    with place.writing() as connection:
        done = maintain_lake(connection, place)
    output.print_table(["part", "done"], done_in_words(done))
