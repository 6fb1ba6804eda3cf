"""The erasure of a person, step by step: killed anywhere, the next one finishes it.

The archive comes first, so that nothing can bring back what is gone; then the lake in one
transaction, then its snapshots, then what was made of it, and then a second look at all of it. The
journal knows what is being erased until all of it is done.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from transforms.archive.reader import archived_ids
from transforms.config import Config
from transforms.errors import InputMissing
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.load.recovery import reconcile
from transforms.models.fingerprint import check_fingerprint
from transforms.models.model import materialized
from transforms.online.erasing import erase_online
from transforms.operate.compaction import (
    delete_orphans,
    delete_unneeded_files,
    expire_snapshots,
    find_expired_snapshots,
)
from transforms.operate.vacuum import scrub_catalog
from transforms.privacy.archive_lines import blank_lines
from transforms.privacy.copies import publish_anew, remove_old_lakes, remove_report, renew_exports
from transforms.privacy.find import find_personal_data
from transforms.privacy.journal import Journal, read_journal, remove_journal, write_journal
from transforms.privacy.lake_rows import rewrite_lake
from transforms.privacy.quarantined_files import find_quarantined_files, remove_quarantined_file
from transforms.privacy.record import is_recorded
from transforms.privacy.second_look import look_again
from transforms.privacy.spellings import Spellings, sql_pattern
from transforms.privacy.stream_fields import blank_stream_fields
from transforms.publish.personal import read_key
from transforms.system.logs import event
from transforms.system.units import counted

log = logging.getLogger("lakehouse")


@dataclass(frozen=True)
class Erased:
    """What was erased.

    `mentions` are lines of others that name an id in some text, and stay; `closed` are quarantined
    files that cannot be looked into, and stay, too; `online` are records by store.
    """

    erasure_id: str
    ids: int
    batches: int
    lines: int
    files: int
    closed: Sequence[str]
    old_lakes: int
    mentions: int
    online: Mapping[str, int]


def erase(connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, user_id: str) -> Erased:
    """Erase a person; call it while holding the writer lock. An unfinished one is finished first.

    Raises:
        InputMissing: nothing names the person.
        ConfigError: the key of the record's pseudonym is weak; nothing is begun.
        PromiseBroken: something is left of them, said where.
        Unavailable: a reader keeps the catalog from being scrubbed, or a store of online features
            does not answer; erase again.
    """
    read_key()
    check_fingerprint(connection, lakehouse.config)
    reconcile(connection, lakehouse.home, lakehouse.config)
    begun = read_journal(lakehouse.home)
    if begun is not None and begun.user_id != user_id:
        log.warning("an erasure was not finished; it is now", extra=event("erasure_resumed"))
        _resume(connection, lakehouse, begun)
        begun = None
    if begun is not None:
        return _resume(connection, lakehouse, begun)
    found = find_personal_data(connection, lakehouse.home, lakehouse.config, user_id)
    if not found.are_any:
        raise InputMissing("--user must name somebody who is in the lake, got nobody's id")
    write_journal(lakehouse.home, found.journal)
    return _finish(connection, lakehouse, found.journal, is_new=True)


def _resume(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, journal: Journal
) -> Erased:
    """Go on with an erasure, and take in what has come since."""
    found = find_personal_data(
        connection, lakehouse.home, lakehouse.config, journal.user_id, journal
    )
    journal.add(found.journal)
    write_journal(lakehouse.home, journal)
    is_new = bool(found.accepted or found.refused or journal.is_left)
    return _finish(connection, lakehouse, journal, is_new=is_new)


def _finish(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, journal: Journal, *, is_new: bool
) -> Erased:
    """Take every step that is not done; `is_new` if the lake may still have lines."""
    home, config = lakehouse.home, lakehouse.config
    kept = set(archived_ids(home))
    models = len(materialized())
    with lakehouse.progress.steps("erasing", len(journal.lines) + models) as step:
        hashes = {}
        for batch_id, numbers in journal.lines.items():
            if batch_id in kept:
                hashes[batch_id] = blank_lines(home, batch_id, numbers)
            step(1)
        blank_stream_fields(home, journal.lines, Spellings(journal.ids))
        if is_new or not is_recorded(connection, journal):
            rewrite_lake(connection, home, config, journal, hashes, lambda _: step(1))
    renew_exports(connection, home, journal)
    quarantined = find_quarantined_files(home, Spellings(journal.ids))
    for path in quarantined.naming:
        remove_quarantined_file(path)
    _expire_all_snapshots(connection, home, config)
    old_lakes = remove_old_lakes(home, config)
    publish_anew(lakehouse)
    remove_report(home)
    look_again(connection, home, config, journal)
    online = erase_online(home, [*journal.ids, *journal.shared])  # last: a store may be away
    erased = Erased(
        erasure_id=journal.erasure_id,
        ids=len(journal.ids),
        batches=len(journal.lines),
        lines=sum(map(len, journal.lines.values())),
        files=len(quarantined.naming),
        closed=[path.name for path in quarantined.closed],
        old_lakes=len(old_lakes),
        mentions=count_mentions(connection, journal.ids),
        online=online,
    )
    remove_journal(home)
    log.info(
        "erased %s of %s",
        *(counted(erased.lines, "line"), counted(erased.batches, "batch")),
        extra=event("erased"),
    )
    return erased


def count_mentions(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> int:
    """Count the lines of other people that name one of the ids in some text."""
    rows = connection.execute(
        """
        select count(*) from lake.staging.stg_events as events
        where regexp_matches(cast(to_json(events) as varchar), ?)
        """,
        [sql_pattern(ids)],
    ).fetchall()
    return int(rows[0][0])


def _expire_all_snapshots(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config
) -> None:
    """Expire every snapshot at once, delete its files, and scrub what the catalog still holds."""
    at_once = config.model_copy(
        update={
            "warehouse": config.warehouse.model_copy(update={"keep_snapshots_days": 0}),
            "maintenance": config.maintenance.model_copy(update={"grace_hours": 0}),
        }
    )
    expire_snapshots(connection, find_expired_snapshots(connection, at_once))
    delete_unneeded_files(connection, at_once)
    delete_orphans(connection, home, at_once)
    scrub_catalog(home, config)
