"""A preview: what a run would take and load, without a byte changed or a message received."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from transforms.archive.reader import archived_ids
from transforms.ingest.files.inbox import Intake, look_at, strays
from transforms.lakehouse import Lakehouse, has_lake
from transforms.load import ledger
from transforms.system.units import size_in_words

if TYPE_CHECKING:  # without a queue, what speaks to it is not imported
    from transforms.ingest.queue.depth import QueueDepth

_MOST_SHOWN = 100


@dataclass(frozen=True)
class Preview:
    """What a run finds: files, batches that wait to be loaded, messages of the queue."""

    intakes: list[Intake]
    waiting: list[str]
    queue: "QueueDepth | None"


def preview_run(lakehouse: Lakehouse, paths: Sequence[Path]) -> Preview:
    """Look at the named paths, else the inbox, and at what waits from before.

    Raises:
        InputMissing: a path names nothing.
        Unavailable, NotPermitted, ConfigError: the queue or the catalog does not answer.
    """
    inbox = lakehouse.home.root / lakehouse.config.source.inbox
    named = list(paths) or ([inbox] if inbox.is_dir() else [])
    limits = lakehouse.config.limits
    with lakehouse.progress.spinner("looking at files") as on_progress:
        intakes = list(
            look_at(named, strays(lakehouse.home), lakehouse.home, limits, on_progress=on_progress)
        )
    waiting = set(archived_ids(lakehouse.home))
    if has_lake(lakehouse.home, lakehouse.config):
        with lakehouse.reading() as connection:
            waiting -= ledger.loaded_ids(connection)
    return Preview(intakes, sorted(waiting), None if paths else _queue(lakehouse))


def in_rows(preview: Preview) -> list[tuple[str, int | None, int | None, str]]:
    """Say of each file, the first hundred, what a run would do with it."""
    return [_row(each) for each in preview.intakes[:_MOST_SHOWN]]


def in_words(preview: Preview) -> str:
    """Say how much a run would take and load."""
    new = [each.batch.manifest for each in preview.intakes if each.batch and not each.code]
    lines, size = sum(each.lines for each in new), sum(each.bytes for each in new)
    said = [
        f"{len(preview.intakes):,} files found, {len(new):,} to be loaded:"
        f" {lines:,} lines, {size_in_words(size)} unpacked",
        f"{len(preview.waiting):,} batches wait in the archive to be loaded",
    ]
    if preview.queue:
        depth = preview.queue
        said.append(
            f"about {depth.waiting:,} messages in {depth.name}, {depth.in_flight:,} in flight"
        )
    return "\n".join([*said, "a dry run: nothing was changed"])


def _row(intake: Intake) -> tuple[str, int | None, int | None, str]:
    manifest = intake.batch.manifest if intake.batch else None
    word = "load it"
    if intake.code is not None:
        is_known = intake.code == "F_DUP_CONTENT"
        word = f"{'pass it over' if is_known else 'refuse it'}: {intake.code}"
    return (
        str(intake.path),
        manifest.bytes if manifest else None,
        manifest.lines if manifest else None,
        word,
    )


def _queue(lakehouse: Lakehouse) -> "QueueDepth | None":
    if not lakehouse.config.sqs.queue_url:
        return None
    from transforms.ingest.queue.depth import queue_depth

    return queue_depth(lakehouse.config.sqs)
