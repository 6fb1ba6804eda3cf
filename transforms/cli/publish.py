"""publish: each team's views as a file of its own."""

from typing import Annotated, get_args

import typer

from transforms.cli.app import (
    TEXT,
    ConfigOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    open_for_command,
)
from transforms.cli.outcome import raise_unanswered, report_published
from transforms.config import PublishedFormat, Team
from transforms.errors import UsageError

TEAMS, FORMATS = get_args(Team), get_args(PublishedFormat)


TeamsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--team",
        help="A team to publish to (else publish.teams); may be repeated.",
        metavar="|".join(TEAMS),
        autocompletion=lambda: list(TEAMS),
    ),
]


FormatsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        help="What to write (else publish.formats); may be repeated.",
        metavar="|".join(FORMATS),
        autocompletion=lambda: list(FORMATS),
    ),
]


@app.command()
def publish(
    teams: TeamsOption = None,
    formats: FormatsOption = None,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Write each team's views into a file of its own, for readers without the lake."""
    from transforms.publish import publish as publish_views

    teams, formats = among("--team", teams, TEAMS), among("--format", formats, FORMATS)
    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    published = publish_views(lakehouse, teams, formats)
    report_published(published)
    raise_unanswered(published)


def among(option: str, chosen: list[str] | None, known: tuple[str, ...]) -> list[str]:
    """Check that what is chosen is known; nothing chosen is an empty list.

    Raises:
        UsageError: something is not known.
    """
    """Give the names that an option was given, each of which must be known.

    Raises:
        UsageError: one is not.
    """
    for name in chosen or ():
        if name not in known:
            raise UsageError(f"{option} must be one of {', '.join(known)}, got {name!r}")
    return chosen or []
