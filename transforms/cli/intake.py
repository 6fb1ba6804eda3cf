"""Intake, for run and ingest: files named or in the inbox, and the messages of the queue."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.cli import output
from transforms.cli.outcome import report_files
from transforms.errors import UsageError
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.inbox import Intake, take_files, take_inbox, take_strays
from transforms.lakehouse import Lakehouse
from transforms.system.units import counted

if TYPE_CHECKING:  # a run without a queue starts without what speaks to it
    from transforms.ingest.queue.consumer import Received


PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Event files or folders (else the inbox and the queue):"
        " .jsonl, .ndjson, .json, plain, .gz or .zst; others where a source has them."
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


def receive(lakehouse: Lakehouse, paths: list[Path]) -> "Received | None":
    """Take the messages of the queue, if there is one and no path was named."""
    if not has_queue(lakehouse, paths):
        return None
    from transforms.ingest.queue.consumer import take_queue

    with lakehouse.progress.spinner("receiving") as on_progress:
        received = take_queue(lakehouse.home, lakehouse.config.sqs, on_progress=on_progress)
    output.say(_in_words(received))
    return received


def has_queue(lakehouse: Lakehouse, paths: list[Path]) -> bool:
    """Tell whether messages are to be taken: a queue is set, and no path is named."""
    return bool(lakehouse.config.sqs.queue_url) and not paths


def check_room(lakehouse: Lakehouse) -> None:
    """Find a full disk before the catalog does, which would call itself unavailable."""
    from transforms.ingest.queue.consumer import ROOM_BYTES
    from transforms.system import durable

    durable.check_room(lakehouse.home.tmp, ROOM_BYTES)


def raise_queue_error(received: "Received | None") -> None:
    """End with what went wrong with the queue; what could be loaded is loaded by then."""
    if received is not None and received.error is not None:
        raise received.error


def _in_words(received: "Received") -> str:
    """Say what became of the messages, in one line."""
    if not received.written + received.repeated:
        return f"no message received from {received.name}"
    return (
        f"{counted(received.written + received.repeated, 'message')} received from {received.name}:"
        f" {received.written:,} written + {received.repeated:,} repeated;"
        f" {received.deleted:,} deleted, {received.kept:,} left there"
    )
