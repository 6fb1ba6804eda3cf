"""A preview: what a run would take and load, without a byte changed or a message received."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transforms.archive.reader import archived_ids
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.inbox import Intake, look_at, strays
from transforms.ingest.services import services
from transforms.ingest.streams.stream import Backlog
from transforms.lakehouse import Lakehouse, has_lake
from transforms.load.standing import standing
from transforms.models.fingerprint import check_settings


@dataclass(frozen=True)
class Preview:
    """What a run finds: files, batches that wait to be loaded, messages of services."""

    intakes: list[Intake]
    waiting: list[str]
    backlogs: list[Backlog]


def preview_run(lakehouse: Lakehouse, paths: Sequence[Path], source: str = "") -> Preview:
    """Look at the named paths, of a source if one is named, else the inbox, and at what waits.

    Raises:
        InputMissing: a path names nothing.
        Unavailable, NotPermitted, ConfigError: a service or the catalog does not answer.
        ConfigError: a setting that shapes Silver has changed, so that a run would take nothing.
    """
    loaded: set[str] = set()
    if has_lake(lakehouse.home, lakehouse.config):
        with lakehouse.reading() as connection:
            check_settings(connection, lakehouse.config)
            loaded = standing(connection).loaded
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
    named_services = () if paths else services(lakehouse.config)
    return Preview(
        intakes, sorted(waiting), [each.backlog(lakehouse.home) for each in named_services]
    )
