"""Runs on Iceberg: archived batches that the ledger lacks are landed, group by group, and shown."""

import logging
from dataclasses import dataclass, field

from transforms.archive.reader import archived_ids, read_batch
from transforms.errors import ConfigError
from transforms.iceberg import pointers
from transforms.iceberg.batch import Landed, know_staged, land_group, make_silver, name_draft
from transforms.iceberg.creation import is_complete, make_tables, name_seeds
from transforms.iceberg.draft import FROM_ARCHIVE, REBUILD, Drafting, drafting, own_advice
from transforms.iceberg.pointers import Switch
from transforms.lakehouse import Lakehouse
from transforms.load.groups import in_groups
from transforms.load.ledger import Entry
from transforms.models.fingerprint import (
    check_fingerprint,
    check_reading,
    hash_models,
    write_fingerprint,
)
from transforms.models.model import materialized, read_models
from transforms.system.clock import now
from transforms.system.logs import event
from transforms.system.units import counted

log = logging.getLogger("lakehouse")


@dataclass
class Ran:
    """What a run showed: its switches, and what the batches brought."""

    switches: list[Switch] = field(default_factory=list)
    landed: list[Landed] = field(default_factory=list)


def run(lakehouse: Lakehouse) -> Ran:
    """Land every archived batch that readers do not see yet; each group has its own switch.

    Raises:
        LockHeld: another run is writing.
        ConfigError: a setting that shapes Silver has changed, or a table is of another release.
        PromiseBroken: a check failed; readers see what they saw.
    """
    ran = Ran()
    with drafting(lakehouse) as at:
        _prepare(at)
        known = pointers.loaded_ids(at.database)
        waiting = [name for name in archived_ids(lakehouse.home) if name not in known]
        for group in in_groups(lakehouse.home, waiting):
            _land(at, group, ran)
    return ran


def rebuild(lakehouse: Lakehouse, *, from_archive: bool = False) -> Switch:
    """Make every table anew on the draft, of what is staged or of the archive, and show it at once.

    Raises:
        LockHeld: another run is writing.
        ConfigError: staging is of another release, or was read by other settings.
        PromiseBroken: a check failed; readers see what they saw.
    """
    started_at, config = now(), lakehouse.config
    with drafting(lakehouse) as at:
        name_seeds(at)
        entries = _read_archive(at) if from_archive else []
        if not from_archive:
            at.load_fingerprint()
            with own_advice():
                check_reading(at.notes, config)
            others = {*make_tables(at)}.intersection(model.name for model in read_models("staging"))
            if others:
                named = ", ".join(sorted(others))
                raise ConfigError(
                    f"staging must have the columns of this release, got others of {named};"
                    f" {FROM_ARCHIVE}"
                )
        title = "rebuilding Silver on Iceberg"
        with lakehouse.progress.steps(title, len(materialized())) as step:
            name_draft(at)
            runs, _ = make_silver(at, lambda _: step(1))
        write_fingerprint(at.notes, config)
        rows = sum(run.rows for run in runs)
        return at.show("rebuild", started_at, rows, entries, anew=from_archive)


def _read_archive(at: Drafting) -> list[Entry]:
    """Stage every archived batch anew."""
    make_tables(at, anew=True)
    home, entries = at.lakehouse.home, []
    for group in in_groups(home, archived_ids(home)):
        know_staged(at)
        batches = [read_batch(home, batch_id) for batch_id in group]
        entries += land_group(at, batches, silver=False).entries
    return entries


def _prepare(at: Drafting) -> None:
    """Make missing tables, empty, and see to it that those that are there are of this release.

    Raises:
        ConfigError: a setting that shapes Silver has changed, or a table is of another release.
    """
    built_with = at.load_fingerprint()
    with own_advice():
        check_fingerprint(at.notes, at.config)
    name_seeds(at)
    if built_with != hash_models() or not is_complete(at):
        others = make_tables(at)
        if others:
            raise ConfigError(
                f"Silver must have the tables of this release, got others of {', '.join(others)};"
                f" {REBUILD}"
            )
    name_draft(at)


def _land(at: Drafting, group: list[str], ran: Ran) -> None:
    """Land a group of batches and show it."""
    started_at, lakehouse = now(), at.lakehouse
    title = f"loading {group[0] if len(group) == 1 else counted(len(group), 'batch')}"
    with lakehouse.progress.steps(title, len(materialized())) as step:
        batches = [read_batch(lakehouse.home, batch_id) for batch_id in group]
        landed = land_group(at, batches, on_model=lambda _: step(1))
        shown = at.show("batch", started_at, landed.rows, landed.entries)
    ran.landed.append(landed)
    ran.switches.append(shown)
    for entry in landed.entries:
        log.info(
            "%s shown by switch %s: %s new, %s",
            *(entry.batch_id, shown.switch_id, f"{entry.staged:,}"),
            counted(entry.duplicates, "duplicate"),
            extra=event("batch_shown", batch_id=entry.batch_id, switch_id=shown.switch_id),
        )
