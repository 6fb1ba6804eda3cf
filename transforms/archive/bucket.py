"""An archive in a bucket: a batch is there when its manifest is, and no name is written twice.

Lines are put first, then the manifest, both on the condition that nobody has the name. Whoever
removes lines that got no manifest takes the manifest's name first, by an empty object: a writer
that was slow then finds it taken, and chooses another name. Who puts a manifest looks whether the
lines are still there. So either the batch is whole, or its writer knows that it is not.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from transforms.archive.names import MANIFEST, PACKED, PLAIN, ids_in, is_batch_id
from transforms.errors import StorageError
from transforms.home import Home
from transforms.system.durable import check_room, make_folder, part_beside, reaching
from transforms.system.objects import Objects
from transforms.system.scratch import scratch_folder

_MOST_BYTES = 5 * 1000**3  # of one put
_FEW = 4  # batches that are asked for one by one


@dataclass(frozen=True)
class Bucket:
    """The files of an archive in a bucket; see `Store`. Parts and copies lie in the home's tmp/."""

    home: Home

    @cached_property
    def _objects(self) -> Objects:
        return Objects.at(self.home.archive_path, "archive.path")

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return self._objects.address("")

    @property
    def is_local(self) -> bool:
        """Whether its files are read where they lie."""
        return False

    def names(self) -> list[str]:
        """List its files; lines without a manifest are none yet."""
        return _counting(self._objects.listed(""))

    def names_of(self, batch_id: str) -> set[str]:
        """List the names of a batch's files."""
        return set(_counting(self._objects.listed(f"{batch_id}.")))

    def among(self, batch_ids: Iterable[str]) -> list[str]:
        """Pick the batches that are there; many are looked for in one listing."""
        asked = [each for each in batch_ids if is_batch_id(each)]
        if len(asked) <= _FEW:
            return [each for each in asked if ids_in(self.names_of(each))]
        found = set(ids_in(self.names()))
        return [each for each in asked if each in found]

    def size(self, name: str) -> int:
        """Tell the bytes of a file."""
        return self._objects.listed(name)[name]

    def total_bytes(self) -> int:
        """Add up the bytes of all files."""
        return sum(self._objects.listed("").values())

    def address(self, name: str) -> str:
        """Say where a file lies."""
        return self._objects.address(name)

    def read(self, name: str) -> bytes:
        """Read a small file as a whole."""
        return self._objects.read(name)

    def fetch(self, name: str, into: Path) -> Path:
        """Copy a file into a folder."""
        path = into / name
        self._objects.fetch(name, path)
        return path

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """Hold a copy of a file."""
        with scratch_folder(self.home, "fetched") as folder:
            yield self.fetch(name, folder)

    def prepare(self) -> None:
        """Make the folder of parts."""
        make_folder(self.home.tmp)

    def new_part(self) -> Path:
        """Name a hidden file of tmp/."""
        return part_beside(self.home.tmp / "batch")

    def check_room(self, size: int) -> None:
        """Check that tmp/ takes `size` bytes, and that the bucket answers."""
        check_room(self.home.tmp, size)
        self._objects.ask()

    def add(self, part: Path, batch_id: str, manifest: bytes) -> bool:
        """Put lines, then the manifest, then look whether both are there."""
        lines, told = f"{batch_id}{PLAIN}", f"{batch_id}{MANIFEST}"
        if not self._objects.put_new(lines, self._checked(part)):
            return False
        if not self._objects.put_new(told, manifest):
            return False
        if lines in self._objects.listed(lines):
            return True
        self._objects.remove(told)
        return False

    def settle(self) -> None:
        """Do nothing: what is listed is durable."""

    def replace(self, part: Path, name: str) -> None:
        """Put a part in the place of a file."""
        self._objects.put(name, self._checked(part))
        with reaching(part):
            part.unlink(missing_ok=True)

    def rewrite(self, name: str, content: bytes) -> None:
        """Put a small file in the place of another."""
        self._objects.put(name, content)

    def remove(self, name: str) -> None:
        """Remove a file, which may be missing."""
        self._objects.remove(name)

    def link(self, name: str, link: Path) -> None:
        """Make a symbolic link to nowhere that says where the file lies."""
        with reaching(link):
            link.unlink(missing_ok=True)
            link.symlink_to(self.address(name))

    def target(self, name: str, folder: Path) -> str:  # noqa: ARG002 - it lies nowhere near
        """Say where a file lies."""
        return self.address(name)

    def remove_leftovers(self) -> None:
        """Remove lines that got no manifest, and manifests that were taken by who removed them."""
        found = self._objects.listed("")
        left = {name.partition(".")[0] for name in set(found) - set(_counting(found))}
        for batch_id in sorted(filter(is_batch_id, left)):
            told = f"{batch_id}{MANIFEST}"
            if told in found or self._objects.put_new(told, b""):
                for ending in (PLAIN, PACKED, MANIFEST):  # the manifest goes last
                    self._objects.remove(f"{batch_id}{ending}")

    def _checked(self, part: Path) -> Path:
        with reaching(part):
            size = part.stat().st_size
        if size > _MOST_BYTES:
            raise StorageError(
                f"a batch for {self.place} must have 5 GB at most, got {size:,} bytes; cut the"
                " file, or let limits.file_bytes refuse it"
            )
        return part


def _counting(found: dict[str, int]) -> list[str]:
    """List the files of batches whose manifest is there and not empty."""
    manifests = (name for name, size in found.items() if size and name.endswith(MANIFEST))
    told = {name.removesuffix(MANIFEST) for name in manifests}
    return [name for name in found if name.partition(".")[0] in told]
