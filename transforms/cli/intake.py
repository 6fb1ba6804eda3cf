"""Intake, for run and ingest: files named or in the inbox, and messages of services."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.outcome import report_error, report_files
from transforms.errors import UsageError
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.inbox import Intake, take_files, take_inbox, take_strays
from transforms.ingest.messages.received import ROOM_BYTES, Received
from transforms.ingest.services import Service, services
from transforms.lakehouse import Lakehouse
from transforms.system import durable
from transforms.system.units import counted

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Event files or folders (else the inbox, the queue and the streams):"
        " .jsonl, .ndjson, .json, plain, .gz or .zst; others where a source has them."
    ),
]


AcceptLossOption = Annotated[
    bool,
    typer.Option(
        "--accept-loss",
        help="Go on where a stream deleted messages unread; the ledger keeps the gap.",
    ),
]


SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="NAME", help="The source that the named files are of (else by name)."
    ),
]


def check_source(lakehouse: Lakehouse, paths: list[Path], source: str | None) -> str:
    """Pass the source that files are of, or none.

    Raises:
        UsageError: no file is named, or the settings have no such source.
    """
    if source is None:
        return ""
    if not paths:
        raise UsageError("--source says what the named files are, so files must be named")
    if source not in lakehouse.config.sources:
        known = ", ".join(sorted(lakehouse.config.sources)) or "none"
        raise UsageError(
            f"--source must name one of the settings' sources ({known}), got {source!r};"
            " `etl.py sources` lists those that are ready to be written into them"
        )
    return source


def take_in(lakehouse: Lakehouse, paths: list[Path], source: str = "") -> list[Intake]:
    """Take the named paths, else the inbox; what lies in staging/ by hand is taken too."""
    sources = FileSources(lakehouse.config.sources, source)
    limits = lakehouse.config.limits
    inbox = lakehouse.home.root / lakehouse.config.source.inbox
    with lakehouse.progress.spinner("taking files") as on_progress:
        found = (
            take_files(paths, lakehouse.home, limits, on_progress=on_progress, sources=sources)
            if paths
            else take_inbox(inbox, lakehouse.home, limits, on_progress=on_progress, sources=sources)
        )
        taken = [*found, *take_strays(lakehouse.home, limits)]
    report_files(taken)
    return taken


def receive(
    lakehouse: Lakehouse, paths: list[Path], *, accept_loss: bool = False
) -> list[Received]:
    """Take the messages of every service that the settings name, if no path was named."""
    return [_received(lakehouse, each, accept_loss) for each in _services(lakehouse, paths)]


def has_services(lakehouse: Lakehouse, paths: list[Path]) -> bool:
    """Tell whether messages are to be taken: a service is set, and no path is named."""
    return any(True for _ in _services(lakehouse, paths))


def check_room(lakehouse: Lakehouse) -> None:
    """Find a full disk before the catalog does, which would call itself unavailable."""
    durable.check_room(lakehouse.home.tmp, ROOM_BYTES)


def raise_service_error(received: Iterable[Received]) -> None:
    """End with what went wrong with a service; what could be loaded is loaded by then.

    Where several failed, the first one's code counts, and the others are told.
    """
    errors = [each.error for each in received if each.error is not None]
    for error in errors[1:]:
        report_error(str(error), error.exit_code)
    if errors:
        raise errors[0]


def _services(lakehouse: Lakehouse, paths: list[Path]) -> Iterable[Service]:
    return () if paths else services(lakehouse.config)


def _received(lakehouse: Lakehouse, service: Service, accept_loss: bool) -> Received:
    with lakehouse.progress.spinner("receiving") as on_progress:
        received = service.take(lakehouse.home, accept_loss=accept_loss, on_progress=on_progress)
    output.say(_in_words(received))
    return received


def _in_words(received: Received) -> str:
    """Say what became of the messages, in one line."""
    count = received.written + received.repeated
    lost = f"; {counted(received.gaps, 'gap')} accepted" if received.gaps else ""
    lost += f": {counted(received.lost, 'message')} lost" if received.lost else ""
    if not count:
        return f"no message received from {received.name}{lost}"
    said = f"{counted(count, 'message')} received from {received.name}"
    if received.is_stream:
        return f"{said}{lost}"
    return (
        f"{said}: {received.written:,} written + {received.repeated:,} repeated;"
        f" {received.deleted:,} deleted, {received.kept:,} left there"
    )
