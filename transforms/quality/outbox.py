"""The outbox: which messages are being sent, and which have arrived, while the lake does not know.

It is written before the first message goes, with room for every mark, so that a full disk stops a
message and not the mark that it was sent. A process that is killed leaves it there, and the next
one takes over what was sent.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from transforms.home import Home
from transforms.system.durable import reaching, sync_folder, write_file

_WAITING, _SENT = b"-", b"+"


@dataclass(frozen=True)
class Told:
    """That an address is told a message of an alert."""

    alert_id: str
    message: str
    address: str


class Outbox:
    """The file `warehouse/outbox.jsonl`; each line begins with a mark."""

    def __init__(self, home: Home) -> None:
        self._path = home.outbox
        self._offsets: list[int] = []

    def fill(self, messages: Sequence[Sequence[Told]]) -> None:
        """Write down what is about to be sent, message by message."""
        content = b""
        self._offsets = []
        for message in messages:
            self._offsets.append(len(content))
            content += _WAITING + json.dumps([asdict(each) for each in message]).encode() + b"\n"
        write_file(self._path, content)
        sync_folder(self._path.parent)

    def mark(self, number: int) -> None:
        """Write down that a message has arrived; this takes no room on the disk."""
        with reaching(self._path):
            file = os.open(self._path, os.O_WRONLY)
            try:
                os.pwrite(file, _SENT, self._offsets[number])
                os.fsync(file)
            finally:
                os.close(file)

    def sent(self) -> list[Told]:
        """List what has arrived, of this process or of one that was killed."""
        return list(_sent(self._path))

    def empty(self) -> None:
        """Take the file away: the lake knows all of it."""
        with reaching(self._path):
            self._path.unlink(missing_ok=True)


def _sent(path: Path) -> Iterator[Told]:
    with reaching(path):
        lines = path.read_bytes().splitlines() if path.exists() else []
    for line in lines:
        if line.startswith(_SENT):
            yield from (Told(**each) for each in json.loads(line[1:]))
