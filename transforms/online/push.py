"""Features are pushed: written beside the current version, read back, switched to in one step.

Killed anywhere, the version before answers on, and the next push starts afresh.
"""

import logging
import secrets
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from json import loads

from transforms.errors import PromiseBroken, UsageError
from transforms.lake.snapshots import Snapshot, pin
from transforms.lakehouse import Lakehouse
from transforms.ml.people import watermark
from transforms.online.addresses import open_store
from transforms.online.known import note_store
from transforms.online.offline import Offline, read_offline
from transforms.online.store import Record, Store, Version, is_older, rank
from transforms.system.lock import holding
from transforms.system.logs import event

log = logging.getLogger("lakehouse")


@dataclass(frozen=True)
class Pushed:
    """A version that is current now, and how many of its records were compared."""

    version: Version
    compared: int


def push(
    lakehouse: Lakehouse, address: str, cutoff: date | None = None, sample: int | None = None
) -> Pushed:
    """Push features at a cutoff (else the day that events have reached) and the current scores.

    All records are read back and compared with the lake's, or a `sample` of them.

    Raises:
        PromiseBroken: the store has a newer version, or did not hold what was written.
        Unavailable, NotPermitted, ConfigError: the store does not answer, or not to us.
        InputMissing: the lake has nobody at that day.
        UsageError: the address is none, or the cutoff is a day that is not over.
        LockHeld: this home is pushing already.
    """
    with (
        holding(lakehouse.home.push_lock, is_run=False),
        closing(open_store(address)) as store,
        lakehouse.reading() as connection,
    ):
        snapshot = pin(connection, lakehouse.home, lakehouse.config)
        end = watermark(connection)
        if cutoff is not None and cutoff > end:
            raise UsageError(f"--cutoff must be {end} or before, as far as events go, got {cutoff}")
        offline = read_offline(connection, lakehouse.config, cutoff or end)
        version = _version(lakehouse, offline, cutoff or end, snapshot)
        current, _ = store.pointers()
        if current is not None and rank(current) > version.rank:
            raise is_older(address, version, current)
        lingering = timedelta(hours=lakehouse.config.online.ttl_hours + store.lingers_hours)
        note_store(lakehouse.home, address, (datetime.now(UTC) + lingering).timestamp())
        compared = _put(lakehouse, store, version, offline, sample)
    log.info(
        *("%s has version %s of %s people", address, version.name, version.rows),
        extra=event("pushed", store=address, version=version.name, rows=version.rows),
    )
    return Pushed(version, compared)


def _put(
    lakehouse: Lakehouse, store: Store, version: Version, offline: Offline, sample: int | None
) -> int:
    """Write a version, compare it, switch to it, and remove all but it and the one before."""
    steps = offline.rows + min(offline.rows, sample or offline.rows)
    _drop_others(store)  # what a killed push left, so that there is room
    store.begin(version)
    with lakehouse.progress.steps("pushing", steps) as step:
        for block in offline.records():
            store.write(version, block)
            step(len(block))
        compared = differing = 0
        for block in offline.records(sample):
            differing += count_differing(store, version, block)
            compared += len(block)
            step(len(block))
    if differing:
        store.drop(version.name)
        raise PromiseBroken(
            f"{store.address} must hold what the lake says, got {differing:,} of {compared:,}"
            " records read back that differ; the version before stays"
        )
    store.switch(version)
    _drop_others(store)
    return compared


def count_differing(store: Store, version: Version, records: Iterable[Record]) -> int:
    """Count the records that a store does not have as they are."""
    block = list(records)
    found = store.read(version, [user_id for user_id, _ in block])
    return sum(
        held != loads(text, parse_float=Decimal)
        for (_, text), held in zip(block, found, strict=True)
    )


def _drop_others(store: Store) -> None:
    kept = store.pointers()
    for name in store.versions():
        if name not in kept:
            store.drop(name)


def _version(lakehouse: Lakehouse, offline: Offline, cutoff: date, snapshot: Snapshot) -> Version:
    """Name a version by its cutoff and its state of the lake, and every push by its own token."""
    moment = datetime.now(UTC)
    expires_at = moment + timedelta(hours=lakehouse.config.online.ttl_hours)
    return Version(
        name=f"{cutoff:%Y%m%d}-{snapshot.committed_us:014x}-{secrets.token_hex(3)}",
        cutoff=str(cutoff),
        snapshot_id=snapshot.snapshot_id,
        rows=offline.rows,
        columns=offline.columns,
        models=offline.models,
        pushed_at=moment.isoformat(timespec="seconds"),
        expires_at=expires_at.isoformat(timespec="seconds"),
    )
