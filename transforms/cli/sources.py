"""sources: the mappings of rows, listed, tried on a file, written into the settings."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command
from transforms.cli.tables import print_table
from transforms.errors import InputMissing, InputRefused, UsageError
from transforms.lakehouse import Lakehouse
from transforms.system.logs import printable
from transforms.system.units import counted

if TYPE_CHECKING:  # a command imports only what it runs
    from transforms.operate.source_check import SourceCheck


class SourceAction(StrEnum):
    """What may be done with sources."""

    list = "list"
    check = "check"
    init = "init"


_ROWS = 10_000


@app.command()
def sources(
    action: Annotated[
        SourceAction,
        typer.Argument(help="List them, try one on a file, or add one."),
    ] = SourceAction.list,
    name: Annotated[
        str | None, typer.Argument(help="The file to check, or the name of the source to add.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="The source that check tries on the file."),
    ] = None,
    rows: Annotated[
        int,
        typer.Option("--rows", min=1, metavar="NUMBER", help="How many rows check reads at most."),
    ] = _ROWS,
    sample: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A file whose columns init guesses from."),
    ] = None,
    only_print: Annotated[
        bool, typer.Option("--print", help="Let init print the mapping, and write nothing.")
    ] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """List the sources of rows, try one on a file, or add one to the settings."""
    if action is SourceAction.list:
        if name is not None:
            raise UsageError("list names no source, so the name must be left out")
        _list(open_for_command(home, config, quiet=True, make=False))
    elif action is SourceAction.check:
        if name is None:
            raise UsageError("check must be told the file that it tries a source on")
        _check(open_for_command(home, config, quiet=True, make=False), Path(name), source, rows)
    else:
        if name is None:
            raise UsageError("init must be told the name of the source that it adds")
        _init(home, config, name, sample, only_print=only_print)


def _list(lakehouse: Lakehouse) -> None:
    from transforms.operate.source_setup import ready_made

    found = [
        (name, each.format, ", ".join(each.files) or "named by --source", len(each.fields))
        for name, each in lakehouse.config.sources.items()
    ]
    print_table(
        ["source", "format", "files", "fields"], found, "sources of the settings", prose={"files"}
    )
    others = [
        (name, each["format"], len(each["fields"]))
        for name, each in ready_made().items()
        if name not in lakehouse.config.sources
    ]
    print_table(["source", "format", "fields"], others, "ready-made: etl.py sources init NAME")


def _check(lakehouse: Lakehouse, path: Path, source: str | None, rows: int) -> None:
    from transforms.ingest.files.by_source import FileSources
    from transforms.ingest.files.folders import Found
    from transforms.ingest.files.refusals import shown
    from transforms.operate.source_check import check_source

    settings = lakehouse.config.sources
    if source is None and not path.is_file():
        raise InputMissing(f"{shown(path)} must be a file, got none")
    name = source or FileSources(settings).name_of(Found(path, (path.name,)))
    if name not in settings:
        known = ", ".join(sorted(settings)) or "none"
        raise UsageError(
            f"--source must name one of the settings' sources ({known}), got {name or 'none'!r}"
        )
    found = check_source(path, name, lakehouse.config, rows)
    _tell(found, name)
    share = found.refused / max(found.rows, 1)
    if share > lakehouse.config.limits.refused_share:
        raise InputRefused(
            f"rows of {path} must be events by sources.{name}, got {found.refused:,} of"
            f" {found.rows:,} refused: {found.refusals[0].first}"
        )


def _tell(found: "SourceCheck", name: str) -> None:
    for number, (row, event) in enumerate(found.samples, 1):
        output.say(f"before {number}: {json.dumps(row, ensure_ascii=False)}")
        output.say(f"after  {number}: {json.dumps(event, ensure_ascii=False)}")
    print_table(["column", "filled", "state"], found.columns, "columns", prose={"column"})
    if found.refusals:
        refused = [(each.code, each.rows, each.first) for each in found.refusals]
        print_table(["code", "rows", "first"], refused, "refused", prose={"first"})
    output.say(
        f"{counted(found.rows, 'row')} by sources.{name} = {counted(found.events, 'event')}"
        f" + {counted(found.duplicates, 'duplicate')} + {found.refused:,} refused"
        f" + {found.skipped:,} skipped or blank"
    )
    if found.superseded:
        output.say(
            f"{counted(found.superseded, 'event')} superseded by fuller ones of their identity"
        )


def _init(
    home: Path | None, config: Path | None, name: str, sample: Path | None, *, only_print: bool
) -> None:
    from transforms.lakehouse import find_home
    from transforms.operate.source_setup import (
        check_mapping,
        ready_made_mapping,
        write_source,
        zone_of,
    )

    if sample is None:
        mapping = ready_made_mapping(name)
    else:
        from transforms.operate.source_guess import guess_mapping

        mapping = guess_mapping(sample, name, zone_of(find_home(home, None)[0]))
    if only_print:
        check_mapping(name, mapping)
        output.say_code(json.dumps({"sources": {name: mapping}}, indent=2, ensure_ascii=False))
        return
    if config is not None:
        raise UsageError("init writes config.json of the home, so --config must be left out")
    root, _ = find_home(home, None)
    output.say(f"{write_source(root, name, mapping)} has sources.{name}")
    if sample is not None and mapping.get("extra"):
        kept = ", ".join(map(printable, mapping["extra"]))
        output.say(f"kept as extra, as their names say nothing: {kept}; ignore what nobody wants")
    output.say(f"next: etl.py sources check FILE --source {name}")
