"""An archive in a folder: files get their names when they are on the disk, and names are synced."""

import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from transforms.archive.names import MANIFEST, PACKED, PLAIN, ids_in, is_batch_id, names
from transforms.system.durable import (
    PART,
    check_room,
    copy_file,
    make_folder,
    part_beside,
    reaching,
    sync_folder,
    write_file,
)

_NO_LINKS = {errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}


@dataclass(frozen=True)
class Folder:
    """The files of an archive in a folder, which may be missing; see `Store`."""

    path: Path

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return str(self.path)

    @property
    def is_local(self) -> bool:
        """Whether its files are read where they lie."""
        return True

    def names(self) -> list[str]:
        """List the names of its files."""
        return names(self.path)

    def names_of(self, batch_id: str) -> set[str]:
        """List the names of a batch's files."""
        found = (f"{batch_id}{ending}" for ending in (PLAIN, PACKED, MANIFEST))
        return {name for name in found if (self.path / name).is_file()}

    def among(self, batch_ids: Iterable[str]) -> list[str]:
        """Pick the batches that are there."""
        return [each for each in batch_ids if is_batch_id(each) and self._holds(each)]

    def size(self, name: str) -> int:
        """Tell the bytes of a file."""
        with reaching(self.path / name):
            return (self.path / name).stat().st_size

    def total_bytes(self) -> int:
        """Add up the bytes of all files."""
        paths = (Path(top, name) for top, _, files in os.walk(self.path) for name in files)
        return sum(path.lstat().st_size for path in paths if path.exists())

    def address(self, name: str) -> str:
        """Say where a file lies."""
        return str(self.path / name)

    def read(self, name: str) -> bytes:
        """Read a small file as a whole."""
        with reaching(self.path / name):
            return (self.path / name).read_bytes()

    def fetch(self, name: str, into: Path) -> Path:  # noqa: ARG002 - it lies on this machine
        """Name the file itself."""
        return self.path / name

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """Hold the file itself."""
        yield self.path / name

    def prepare(self) -> None:
        """Make the folder."""
        make_folder(self.path)

    def new_part(self) -> Path:
        """Name a hidden file of the folder."""
        return part_beside(self.path / "batch")

    def check_room(self, size: int) -> None:
        """Check that `size` bytes can be written."""
        check_room(self.path, size)

    def add(self, part: Path, batch_id: str, manifest: bytes) -> bool:
        """Write the manifest, then let the part have the batch's name."""
        write_file(self.path / f"{batch_id}{MANIFEST}", manifest)
        self.replace(part, f"{batch_id}{PLAIN}")
        return True

    def settle(self) -> None:
        """Sync the folder."""
        sync_folder(self.path)

    def replace(self, part: Path, name: str) -> None:
        """Let a synced part have a name."""
        with reaching(self.path / name):
            part.rename(self.path / name)
        sync_folder(self.path)

    def rewrite(self, name: str, content: bytes) -> None:
        """Put a small file in the place of another."""
        write_file(self.path / name, content)
        sync_folder(self.path)

    def remove(self, name: str) -> None:
        """Remove a file, which may be missing."""
        with reaching(self.path / name):
            (self.path / name).unlink(missing_ok=True)

    def link(self, name: str, link: Path) -> None:
        """Make a hard link, else a symbolic link, else a copy."""
        path = self.path / name
        with reaching(link):
            if not (link.exists() and link.samefile(path)):
                link.unlink(missing_ok=True)  # something else that has the name
                _link(link, path)

    def target(self, name: str, folder: Path) -> str:
        """Say where a file is, as seen from a folder."""
        return os.path.relpath(self.path / name, folder)

    def remove_leftovers(self) -> None:
        """Remove hidden .part files, and manifests that got no batch."""
        found = self.names()  # it is large: it is listed once
        if not remove_parts(self.path, found):
            return
        manifests = {name.removesuffix(MANIFEST) for name in found if name.endswith(MANIFEST)}
        for batch_id in manifests - set(ids_in(found)):
            if not self.among([batch_id]):
                self.remove(f"{batch_id}{MANIFEST}")

    def _holds(self, batch_id: str) -> bool:
        return any((self.path / f"{batch_id}{ending}").is_file() for ending in (PLAIN, PACKED))


def remove_parts(folder: Path, found: Iterable[str]) -> bool:
    """Remove the hidden files that no process holds; tell whether that was all of them."""
    parts = (folder / name for name in found if name.startswith(".") and name.endswith(PART))
    removed = [_removed(part) for part in parts]
    return all(removed)


def _removed(part: Path) -> bool:
    with reaching(part), part.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        part.unlink(missing_ok=True)
        return True


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
