"""Load what is staged, in groups; a batch that fails does not stop the others."""

import logging
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field

import duckdb

from transforms.archive.writer import read_batch, staged_ids, unstage
from transforms.config import Config
from transforms.errors import Unavailable
from transforms.home import Home
from transforms.lake.damage import damage
from transforms.lakehouse import Lakehouse
from transforms.load import failures
from transforms.load.dead_letters import export_dead_letters, remove_export
from transforms.load.groups import in_groups
from transforms.load.loader import Loaded, load_group
from transforms.load.recovery import count_failure, reconcile
from transforms.load.refused_share import mostly_refused
from transforms.models.fingerprint import check_fingerprint
from transforms.models.model import materialized
from transforms.system.clock import now
from transforms.system.logs import event
from transforms.system.progress import Progress
from transforms.system.signals import stop_is_wished
from transforms.system.units import counted

log = logging.getLogger("lakehouse")

_MOST_TOLD = 20  # fields that no rule knows, in one line of the log


@dataclass
class Processed:
    """What a run loaded, and what it could not; sentences on files that were mostly refused."""

    loaded: list[Loaded] = field(default_factory=list)
    failures: list[tuple[str, Exception]] = field(default_factory=list)
    mostly_refused: list[str] = field(default_factory=list)


def process_staging(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config, progress: Progress
) -> Processed:
    """Make archive/, staging/ and the ledger agree, then load every staged batch.

    Call it while holding the writer lock, on a prepared lake. A batch that fails stays staged
    and does not stop the others; one that failed before comes after them.
    """
    check_fingerprint(connection, config)
    failed = reconcile(connection, home, config)
    attempts = {batch_id: failure.attempts for batch_id, failure in failed.items()}
    in_turn = sorted(staged_ids(home), key=lambda batch_id: attempts.get(batch_id, 0))
    return load_batches(connection, home, config, in_turn, progress, alone=failed)


def load_batches(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    batch_ids: Iterable[str],
    progress: Progress,
    *,
    alone: Collection[str],
) -> Processed:
    """Load batches in the given order, in groups of one transaction each; some go `alone`.

    Where a group fails, each of its batches is loaded alone, so that only the guilty ones fail.

    It ends at once where no batch can be loaded: the catalog is damaged, or DuckDB has given up.
    """
    processed = Processed()
    lakehouse = Lakehouse(home, config, progress)
    waiting = deque(in_groups(home, batch_ids, alone=alone))
    while waiting and not stop_is_wished():
        group = waiting.popleft()
        started_at = now()
        try:
            loaded = _load(connection, lakehouse, group)
        except failures.FAILURES as error:
            told = damage(error, home, config) or error
            if isinstance(error, failures.DEADLY) or isinstance(told, Unavailable):
                raise
            if len(group) > 1:
                log.warning("%s together were rolled back: %s", counted(len(group), "batch"), told)
                waiting.extendleft([batch_id] for batch_id in reversed(group))
            else:
                count_failure(connection, home, group[0], started_at, told)
                processed.failures.append((group[0], told))
            continue
        for each in loaded:
            _finish(connection, lakehouse, each, processed)
    return processed


def _load(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, group: list[str]
) -> list[Loaded]:
    home, models = lakehouse.home, len(materialized())
    for batch_id in group:
        remove_export(home, batch_id)
    title = f"loading {group[0] if len(group) == 1 else counted(len(group), 'batch')}"
    with failures.loading_mark(home, group):
        batches = [read_batch(home, batch_id) for batch_id in group]
        size = sum(batch.manifest.bytes for batch in batches)
        with lakehouse.progress.batch(title, max(size, 1), models) as (on_bytes, on_model):
            return load_group(
                connection, home, lakehouse.config, batches, on_bytes=on_bytes, on_model=on_model
            )


def _finish(
    connection: duckdb.DuckDBPyConnection,
    lakehouse: Lakehouse,
    loaded: Loaded,
    processed: Processed,
) -> None:
    home, batch_id = lakehouse.home, loaded.entry.batch_id
    if loaded.entry.dead_lettered:
        export_dead_letters(connection, home, batch_id)
        share = lakehouse.config.limits.refused_share
        batch = read_batch(home, batch_id)
        sentence = mostly_refused(connection, batch, loaded.entry, share)
        processed.mostly_refused += [sentence] if sentence else []
    failures.take_back(home, batch_id)
    unstage(home, batch_id)
    processed.loaded.append(loaded)
    _report(loaded)


def _report(loaded: Loaded) -> None:
    entry = loaded.entry
    log.info(
        "%s loaded: %s, %s new, %s, %s refused, %s blank",
        *(entry.batch_id, counted(entry.lines, "line"), f"{entry.staged:,}"),
        *(counted(entry.duplicates, "duplicate"), f"{entry.dead_lettered:,}", f"{entry.blank:,}"),
        extra=event("batch_loaded", **asdict(entry)),
    )
    if loaded.drift.lines:
        most = sorted(loaded.drift.lines.items(), key=lambda each: (-each[1], each[0]))
        told = dict(most[:_MOST_TOLD])
        names = ", ".join(f"{name} ({lines:,})" for name, lines in told.items())
        untold = len(most) - len(told)
        more = f" and {untold} more" if untold else ""
        log.warning(
            *("%s has fields that no rule knows, kept in extra: %s%s", entry.batch_id, names, more),
            extra=event("field_drift", batch_id=entry.batch_id, lines=told, untold=untold),
        )
    for check, rows in loaded.findings.items():
        log.warning(
            *("%s: the check %s found %s", entry.batch_id, check, counted(rows, "row")),
            extra=event("check_found", batch_id=entry.batch_id, check=check, rows=rows),
        )
