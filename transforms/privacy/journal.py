"""The journal of an erasure: what it is about, until it is done, so that it can be finished.

It holds the person's ids in plain, and is removed at the very end. Killed in between, the next
`etl.py erase` goes on with it.
"""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

import msgspec

from transforms.errors import StorageError
from transforms.home import Home
from transforms.system.durable import make_folder, part_beside, reaching, sync_folder


@dataclass
class Journal:
    """A person's ids, and the lines that name them: numbers from 1, by batch.

    `shared` are visitors of theirs under which others are named too: these stay, and what names
    nobody goes.

    `too_long` are those among them that are refused for their length, and will be again. `is_left`
    if all steps were taken, and the second look found something.
    """

    user_id: str
    ids: list[str]
    erasure_id: str = field(default_factory=lambda: secrets.token_hex(16))
    lines: dict[str, list[int]] = field(default_factory=dict)
    too_long: dict[str, list[int]] = field(default_factory=dict)
    is_left: bool = False
    shared: list[str] = field(default_factory=list)

    def note(self, batch_id: str, numbers: Iterable[int], *, too_long: bool = False) -> None:
        """Note lines of a batch."""
        for lines in (self.lines, self.too_long) if too_long else (self.lines,):
            known = {*lines.get(batch_id, []), *numbers}
            if known:
                lines[batch_id] = sorted(known)

    def add(self, other: "Journal") -> None:
        """Take in what another journal of the same person holds."""
        self.ids = sorted({*self.ids, *other.ids})
        self.shared = sorted({*self.shared, *other.shared} - {*self.ids})
        for batch_id, numbers in other.lines.items():
            self.note(batch_id, numbers)
        for batch_id, numbers in other.too_long.items():
            self.note(batch_id, numbers, too_long=True)


def read_journal(home: Home) -> Journal | None:
    """Read the journal of an erasure that is not finished, if there is one.

    Raises:
        StorageError: it is damaged.
    """
    try:
        return msgspec.json.decode(home.erasing.read_bytes(), type=Journal)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise StorageError(
            f"{home.erasing} must be the journal of an erasure, got: {error}"
        ) from error


def write_journal(home: Home, journal: Journal) -> None:
    """Keep the journal on the disk, for nobody else to read."""
    path = home.erasing
    make_folder(path.parent)
    part = part_beside(path)
    with reaching(path):
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(asdict(journal)).encode())
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    sync_folder(path.parent)


def remove_journal(home: Home) -> None:
    """Forget the erasure: it is done."""
    with reaching(home.erasing):
        home.erasing.unlink(missing_ok=True)
    sync_folder(home.erasing.parent)
