"""Commands that keep a lake in order: maintain, erase."""

import sys
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import TEXT, ConfigOption, HomeOption, LogOption, QuietOption, app
from transforms.errors import UsageError
from transforms.lakehouse import open_lakehouse

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
    from transforms.operate.maintenance import done_in_words, find_pending, pending_in_words
    from transforms.operate.maintenance import maintain as maintain_lake

    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format, make=not dry_run)
    if dry_run:
        with lakehouse.reading() as connection:
            words = pending_in_words(find_pending(connection, lakehouse))
        output.print_table(["part", "to do"], words)
        return
    with lakehouse.writing() as connection:
        done = maintain_lake(connection, lakehouse)
    output.print_table(["part", "done"], done_in_words(done))


@app.command()
def erase(
    user: Annotated[
        str, typer.Option("--user", help="The person's id; - reads it from standard input.")
    ],
    dry_run: DryRunOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Remove a person from everything below the home; nothing brings it back."""
    from transforms.privacy import erase as erase_person
    from transforms.privacy import erased_in_words, find_traces, traces_in_words

    user_id = sys.stdin.readline().rstrip("\r\n") if user == "-" else user
    if not user_id:
        raise UsageError("--user must be an id, got nothing")
    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format, make=not dry_run)
    if dry_run:
        with lakehouse.reading() as connection:
            traces = find_traces(connection, lakehouse.home, lakehouse.config, user_id)
        output.print_table(["of the person", "found"], traces_in_words(traces))
        return
    with lakehouse.writing() as connection:
        erased = erase_person(connection, lakehouse, user_id)
    output.print_table(["of the person", "erased"], erased_in_words(erased))
