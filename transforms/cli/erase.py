"""erase: a person, from everything below the home."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli.app import (
    TEXT,
    ConfigOption,
    DryRunOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    open_for_command,
)
from transforms.cli.tables import print_table
from transforms.errors import UsageError
from transforms.system.units import counted

if TYPE_CHECKING:  # imported when it is run
    from collections.abc import Mapping, Sequence

    from transforms.privacy import Erased, PersonalData

_MOST_NAMED = 5


@app.command()
def erase(
    user: Annotated[
        str,
        typer.Option(
            "--user", metavar="ID", help="The person's id; - reads it from standard input."
        ),
    ],
    dry_run: DryRunOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Remove a person from everything below the home; nothing brings it back."""
    from transforms.privacy import erase as erase_person
    from transforms.privacy import find_personal_data

    user_id = sys.stdin.readline().rstrip("\r\n") if user == "-" else user
    if not user_id:
        raise UsageError("--user must be an id, got nothing")
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format, make=not dry_run)
    if dry_run:
        with lakehouse.reading() as connection:
            found = find_personal_data(connection, lakehouse.home, lakehouse.config, user_id)
        print_table(["of the person", "found"], _found_in_words(found))
        return
    with lakehouse.writing() as connection:
        erased = erase_person(connection, lakehouse, user_id)
    print_table(["of the person", "erased"], _erased_in_words(erased))


def _found_in_words(found: "PersonalData") -> list[tuple[str, str]]:
    """Say what there is of a person, a row for each kind: numbers, and no id."""
    return [
        ("ids", f"{len(found.journal.ids):,}, of them {counted(found.visitors, 'visitor')}"),
        ("accepted lines", f"{found.accepted:,}"),
        ("refused lines", f"{found.refused:,}"),
        ("skipped rows", f"{found.skipped:,}"),
        ("batches", f"{len(found.journal.lines):,}"),
        ("quarantined files", f"{len(found.files):,}"),
        *_closed_in_words([path.name for path in found.closed]),
    ]


def _closed_in_words(closed: "Sequence[str]") -> list[tuple[str, str]]:
    """Name the files that may name the person, for all that can be told."""
    if not closed:
        return []
    told = ", ".join([*closed[:_MOST_NAMED], *["…"][: len(closed) - _MOST_NAMED]])
    return [("files that cannot be looked into", f"{len(closed):,}, look yourself: {told}")]


def _erased_in_words(erased: "Erased") -> list[tuple[str, str]]:
    """Say what was erased, a row for each kind, and what else names the person."""
    return [
        ("ids", f"{erased.ids:,}"),
        ("lines", f"{erased.lines:,} of {counted(erased.batches, 'batch')}"),
        ("quarantined files", f"{erased.files:,}"),
        *_closed_in_words(erased.closed),
        ("old lakes", f"{erased.old_lakes:,}"),
        ("snapshots", "all expired"),
        ("lines of others that name an id in a text", f"{erased.mentions:,}, left as they are"),
        ("online records", _online_in_words(erased.online)),
        ("record", f"ops.erasures, {erased.erasure_id}"),
    ]


def _online_in_words(records: "Mapping[str, int]") -> str:
    """Say how many records of online features were deleted, by store."""
    if not records:
        return "none: nothing is pushed"
    return ", ".join(f"{count:,} of {address}" for address, count in records.items())
