"""A preview: what a run would take and load, without a byte changed or a message received."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from transforms.archive.reader import archived_ids
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.inbox import Intake, look_at, strays
from transforms.lakehouse import Lakehouse, has_lake
from transforms.load import ledger
from transforms.models.fingerprint import check_settings

if TYPE_CHECKING:  # without a queue, what speaks to it is not imported
    from transforms.ingest.queue.depth import QueueDepth


@dataclass(frozen=True)
class Preview:
    """What a run finds: files, batches that wait to be loaded, messages of the queue."""

    intakes: list[Intake]
    waiting: list[str]
    queue: "QueueDepth | None"


def preview_run(lakehouse: Lakehouse, paths: Sequence[Path], source: str = "") -> Preview:
    """Look at the named paths, of a source if one is named, else the inbox, and at what waits.

    Raises:
        InputMissing: a path names nothing.
        Unavailable, NotPermitted, ConfigError: the queue or the catalog does not answer.
        ConfigError: a setting that shapes Silver has changed, so that a run would take nothing.
    """
    loaded: set[str] = set()
    if has_lake(lakehouse.home, lakehouse.config):
        with lakehouse.reading() as connection:
            check_settings(connection, lakehouse.config)
            loaded = set(ledger.loaded_ids(connection))
    inbox = lakehouse.home.root / lakehouse.config.source.inbox
    named = list(paths) or ([inbox] if inbox.is_dir() else [])
    limits = lakehouse.config.limits
    with lakehouse.progress.spinner("looking at files") as on_progress:
        intakes = list(
            look_at(
                *(named, strays(lakehouse.home), lakehouse.home, limits),
                on_progress=on_progress,
                sources=FileSources(lakehouse.config.sources, source),
            )
        )
    waiting = set(archived_ids(lakehouse.home)) - loaded
    return Preview(intakes, sorted(waiting), None if paths else _queue(lakehouse))


def _queue(lakehouse: Lakehouse) -> "QueueDepth | None":
    if not lakehouse.config.sqs.queue_url:
        return None
    from transforms.ingest.queue.depth import queue_depth

    return queue_depth(lakehouse.config.sqs)
