"""The store: where the files of archive/ lie, a folder of this machine or a bucket.

Whoever reads or writes the raw zone does it through one of these, by names. What has returned is
durable there.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from transforms.archive.folder import Folder
from transforms.home import Home
from transforms.system.durable import reaching


class Store(Protocol):
    """The files of one archive.

    Every method raises Unavailable, NotPermitted, ConfigError or StorageError where the place does
    not do what is asked of it.
    """

    @property
    def place(self) -> str:
        """Where it is, for people."""

    @property
    def is_local(self) -> bool:
        """Whether its files are read where they lie."""

    def names(self) -> list[str]:
        """List the names of its files; one listing, however many there are."""

    def names_of(self, batch_id: str) -> set[str]:
        """List the names of a batch's files."""

    def among(self, batch_ids: Iterable[str]) -> list[str]:
        """Pick the batches that are there, in their order."""

    def size(self, name: str) -> int:
        """Tell the bytes of a file."""

    def total_bytes(self) -> int:
        """Add up the bytes of all files."""

    def address(self, name: str) -> str:
        """Say where a file lies."""

    def read(self, name: str) -> bytes:
        """Read a small file as a whole."""

    def fetch(self, name: str, into: Path) -> Path:
        """Name a file of this machine with these bytes: its own, or one written into a folder."""

    def on_disk(self, name: str) -> AbstractContextManager[Path]:
        """Hold a file of this machine with a file's bytes, for the block."""

    def prepare(self) -> None:
        """Make ready for `new_part`."""

    def new_part(self) -> Path:
        """Name a hidden file of this machine, for what is to become a file of the archive."""

    def check_room(self, size: int) -> None:
        """Check that `size` bytes can be taken in."""

    def add(self, part: Path, batch_id: str, manifest: bytes) -> bool:
        """Make a synced part and a manifest a batch; False where the name is taken."""

    def settle(self) -> None:
        """Make durable what a killed run may have named."""

    def replace(self, part: Path, name: str) -> None:
        """Put a synced part in the place of a file, or under a name that is free."""

    def rewrite(self, name: str, content: bytes) -> None:
        """Put a small file in the place of another."""

    def remove(self, name: str) -> None:
        """Remove a file, which may be missing."""

    def link(self, name: str, link: Path) -> None:
        """Let a name of staging/ stand for a file."""

    def target(self, name: str, folder: Path) -> str:
        """Say what a symbolic link in a folder must hold to stand for a file."""

    def remove_leftovers(self) -> None:
        """Remove what killed writers left, and nothing of those that are alive."""


def store_of(home: Home) -> Store:
    """Find the store of a home's archive; nothing is asked of it yet."""
    if home.archive_path.startswith("s3://"):
        from transforms.archive.bucket import Bucket  # its library takes a while to load

        return Bucket(home)
    return Folder(home.archive)


@contextmanager
def opened(store: Store, name: str) -> Iterator[BinaryIO]:
    """Open a file of the archive for reading."""
    with store.on_disk(name) as path, reaching(path), path.open("rb") as file:
        yield file
