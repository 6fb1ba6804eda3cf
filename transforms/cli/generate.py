"""generate: a made-up shop with its truth."""

from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import app, let_pandas_in
from transforms.cli.progress import TerminalProgress
from transforms.errors import UsageError
from transforms.generate.options import (
    DIRTY,
    GeneratorOptions,
    Spelling,
    usual_files,
    usual_users,
)
from transforms.system.logs import start_log
from transforms.system.units import counted

USUAL = GeneratorOptions()


def _share(name: str, what: str) -> typer.models.OptionInfo:
    """Describe an option that says which share of the events something happens to."""
    option: typer.models.OptionInfo = typer.Option(
        name, metavar="SHARE", help=f"Share of events {what}, 0 to 0.05."
    )
    return option


@app.command()
def generate(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new or an empty folder.")],
    events: Annotated[
        int,
        typer.Option("--events", help="How many events of visits, 1,000 to 100 million."),
    ] = USUAL.events,
    users: Annotated[
        int | None, typer.Option("--users", help="How many people (else one for 15 events).")
    ] = None,
    days: Annotated[
        int, typer.Option("--days", help="How many days, up to the end of 2025.")
    ] = USUAL.days,
    seed: Annotated[int, typer.Option("--seed", help="Another seed is another shop.")] = USUAL.seed,
    files: Annotated[
        int | None, typer.Option("--files", help="Into how many files (else by size).")
    ] = None,
    items: Annotated[
        Spelling, typer.Option("--items", help="How items are spelled.")
    ] = USUAL.items,
    effect: Annotated[
        str,
        typer.Option(
            "--effect",
            metavar="UPLIFTS",
            help="Uplift of the conversion by variant: 0.2, or 0.2,0,-0.1.",
        ),
    ] = "0.2",
    growth: Annotated[
        bool,
        typer.Option(
            "--growth/--no-growth",
            help="Sign-ups, and on top: profiles, subscriptions, payments, costs.",
        ),
    ] = USUAL.growth,
    incidents: Annotated[
        bool,
        typer.Option("--incidents/--no-incidents", help="Days on which something is broken."),
    ] = USUAL.incidents,
    dirt: Annotated[
        bool, typer.Option("--dirt", help="All kinds of dirt, as much as is usual.")
    ] = False,
    late: Annotated[float | None, _share("--late", "that arrive in a later file")] = None,
    duplicates: Annotated[float | None, _share("--duplicates", "that arrive twice")] = None,
    malformed: Annotated[float | None, _share("--malformed", "whose line is broken")] = None,
    missing_ids: Annotated[float | None, _share("--missing-ids", "without user ids")] = None,
    renamed: Annotated[float | None, _share("--renamed", "with a renamed field")] = None,
    shuffle: Annotated[
        bool, typer.Option("--shuffle", help="Lines in any order, in any file.")
    ] = False,
) -> None:
    """Make up a shop's events, and write down what is true of them."""
    let_pandas_in()
    from transforms.generate.generator import generate as generate_set

    usual = DIRTY if dirt else {}

    def share(name: str, given: float | None) -> float:
        return usual.get(name, 0.0) if given is None else given

    options = GeneratorOptions(
        users=usual_users(events, days) if users is None else users,
        events=events,
        days=days,
        seed=seed,
        files=usual_files(events) if files is None else files,
        items=items,
        effects=_effects(effect),
        late=share("late", late),
        duplicates=share("duplicates", duplicates),
        malformed=share("malformed", malformed),
        missing_ids=share("missing_ids", missing_ids),
        renamed=share("renamed", renamed),
        shuffle=shuffle or dirt,
        growth=growth,
        incidents=incidents,
    )
    start_log("text", quiet=False)
    with TerminalProgress().spinner("making up a shop"):
        made = generate_set(options, out)
    output.say(
        f"{counted(made.lines, 'line')} = {counted(made.events, 'new event')}"
        f" + {counted(made.duplicates, 'duplicate')} + {made.refused:,} refused"
        f" + {made.blank:,} blank, in {counted(len(made.files), 'file')} of {out}"
    )


def _effects(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"--effect must be numbers like 0.2,0,-0.1, got {text!r}") from error
