"""The to-do list: a link in staging/ for each batch that is not loaded yet.

A link is only a hint. The ledger is the truth about what was loaded, archive/ about what came in.
"""

import errno
import fcntl
from pathlib import Path

from transforms.archive.reader import (
    MANIFEST,
    PACKED,
    PLAIN,
    Batch,
    batch_file,
    batch_ids,
    ids_in,
    is_archived,
    names,
    read_batch,
)
from transforms.home import Home
from transforms.system.durable import PART, copy_file, make_folder, reaching, sync_folder

_NO_LINKS = {errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}


def staged_ids(home: Home) -> list[str]:
    """List the batches of staging/ that archive/ holds, in name order, without reading them."""
    return [batch_id for batch_id in batch_ids(home.staging) if is_archived(home, batch_id)]


def staged(home: Home) -> list[Batch]:
    """Read the batches of staging/ that archive/ holds, in name order."""
    return [read_batch(home, batch_id) for batch_id in staged_ids(home)]


def stage(home: Home, batch_id: str) -> None:
    """Put a batch on the to-do list: a hard link, else a symbolic link, else a copy."""
    make_folder(home.staging)
    path = batch_file(home, batch_id)
    link = home.staging / path.name
    with reaching(link):
        if not (link.exists() and link.samefile(path)):
            link.unlink(missing_ok=True)  # something else that has the name
            _link(link, path)
    sync_folder(home.staging)


def unstage(home: Home, batch_id: str) -> None:
    """Take a batch off the to-do list."""
    for link in _links(home, batch_id):
        with reaching(link):
            link.unlink(missing_ok=True)


def is_link_name(home: Home, name: str) -> bool:
    """Tell whether a link to a batch of archive/ may have this name in staging/."""
    batch_id = name.partition(".")[0]
    is_one = name in {link.name for link in _links(home, batch_id)}
    return is_one and is_archived(home, batch_id)


def remove_leftovers(home: Home) -> None:
    """Remove what killed runs left: hidden .part files, and manifests that got no batch.

    Call it while holding the writer lock; a file that a live writer has open stays all the same.
    """
    refused = (home.dead_letter, home.dead_letter / "files", home.dead_letter / "batches")
    folders = (home.archive, home.staging, home.warehouse, *refused)
    found = {folder: names(folder) for folder in folders}  # archive/ is large: it is listed once
    parts = [_removed(part) for folder in folders for part in _parts(folder, found[folder])]
    if all(parts):
        manifests = {
            name.removesuffix(MANIFEST) for name in found[home.archive] if name.endswith(MANIFEST)
        }
        orphans = manifests - set(ids_in(found[home.archive]))
        for batch_id in (each for each in orphans if not is_archived(home, each)):
            orphan = home.archive / f"{batch_id}{MANIFEST}"
            with reaching(orphan):
                orphan.unlink(missing_ok=True)


def _links(home: Home, batch_id: str) -> list[Path]:
    return [home.staging / f"{batch_id}{ending}" for ending in (PLAIN, PACKED)]


def _link(link: Path, target: Path) -> None:
    try:
        link.hardlink_to(target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        try:
            link.symlink_to(target)
        except OSError:
            copy_file(target, link)


def _removed(part: Path) -> bool:
    with reaching(part), part.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        part.unlink(missing_ok=True)
        return True


def _parts(folder: Path, found: list[str]) -> list[Path]:
    return [folder / name for name in found if name.startswith(".") and name.endswith(PART)]
