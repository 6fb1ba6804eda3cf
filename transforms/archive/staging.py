"""The to-do list: a link in staging/ for each batch that is not loaded yet.

A link is only a hint. The ledger is the truth about what was loaded, archive/ about what came in.
"""

from pathlib import Path

from transforms.archive.folder import remove_parts
from transforms.archive.names import PACKED, PLAIN, batch_ids, names
from transforms.archive.reader import Batch, file_of, read_batch
from transforms.archive.store import store_of
from transforms.home import Home
from transforms.system.durable import make_folder, reaching, sync_folder


def staged_ids(home: Home) -> list[str]:
    """List the batches of staging/ that archive/ holds, in name order, without reading them."""
    return store_of(home).among(batch_ids(home.staging))


def staged(home: Home) -> list[Batch]:
    """Read the batches of staging/ that archive/ holds, in name order."""
    return [read_batch(home, batch_id) for batch_id in staged_ids(home)]


def stage(home: Home, batch_id: str) -> None:
    """Put a batch on the to-do list: a link to it, else a copy."""
    make_folder(home.staging)
    store = store_of(home)
    name = file_of(store, batch_id) or f"{batch_id}{PLAIN}"
    store.link(name, home.staging / name)
    sync_folder(home.staging)


def unstage(home: Home, batch_id: str) -> None:
    """Take a batch off the to-do list."""
    for link in _links(home, batch_id):
        with reaching(link):
            link.unlink(missing_ok=True)


def link_names(home: Home) -> set[str]:
    """Name what may lie in staging/ as a link to a batch of archive/."""
    return {link.name for batch_id in staged_ids(home) for link in _links(home, batch_id)}


def remove_leftovers(home: Home) -> None:
    """Remove what killed runs left: hidden .part files, and manifests that got no batch.

    Call it while holding the writer lock; a file that a live writer has open stays all the same.
    """
    refused = (home.dead_letter, home.dead_letter / "files", home.dead_letter / "batches")
    for folder in (home.staging, home.warehouse, *refused):
        remove_parts(folder, names(folder))
    store_of(home).remove_leftovers()


def _links(home: Home, batch_id: str) -> list[Path]:
    return [home.staging / f"{batch_id}{ending}" for ending in (PLAIN, PACKED)]
