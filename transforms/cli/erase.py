"""erase: a person, from everything below the home."""

import sys
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import (
    TEXT,
    ConfigOption,
    DryRunOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
)
from transforms.errors import UsageError
from transforms.lakehouse import open_lakehouse


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
    from transforms.privacy import erased_in_words, find_personal_data, traces_in_words

    user_id = sys.stdin.readline().rstrip("\r\n") if user == "-" else user
    if not user_id:
        raise UsageError("--user must be an id, got nothing")
    lakehouse = open_lakehouse(home, config, quiet=quiet, log_format=log_format, make=not dry_run)
    if dry_run:
        with lakehouse.reading() as connection:
            found = find_personal_data(connection, lakehouse.home, lakehouse.config, user_id)
        output.print_table(["of the person", "found"], traces_in_words(found))
        return
    with lakehouse.writing() as connection:
        erased = erase_person(connection, lakehouse, user_id)
    output.print_table(["of the person", "erased"], erased_in_words(erased))
