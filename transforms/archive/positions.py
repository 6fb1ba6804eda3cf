"""Where to go on in a stream: the greatest position over the manifests of archive/.

Reading every manifest in every run would cost with history. So what was read is kept in a hint:
the batches that it covers, by the greatest name, their count and a hash of their names. If archive/
holds exactly these up to that name, later names alone are read; else everything is.
"""

import hashlib
import logging
from collections.abc import Sequence
from typing import Self

import msgspec

from transforms.archive.names import MANIFEST
from transforms.archive.reader import Manifest, archived_ids
from transforms.archive.store import store_of
from transforms.archive.stream_parts import Partition, Position, Ranges, StreamPart, rank, spans_of
from transforms.errors import StorageError
from transforms.home import Home
from transforms.system.durable import make_folder, write_file

log = logging.getLogger("lakehouse")


class _Part(msgspec.Struct):
    read: Ranges
    lost: Ranges = {}
    looked: dict[str, dict[str, float]] = {}


class _Source(msgspec.Struct):
    """Of a manifest what is needed: the lists of a large one are passed over."""

    source: str
    stream: _Part | None = None


class _Hint(msgspec.Struct, forbid_unknown_fields=True):
    through: str = ""
    count: int = 0
    names: str = ""
    positions: dict[str, dict[str, dict[str, Position]]] = {}
    looks: dict[str, dict[str, dict[str, float]]] = {}


class Positions:
    """Where each stream that feeds this archive was read to.

    `looks` are moments, in seconds since 1970, before which a partition held nothing unread:
    manifests tell some of them, and the hint alone those of runs that found nothing.
    """

    def __init__(self, home: Home, hint: _Hint, covered: list[str]) -> None:
        self._home = home
        self._hint = hint
        self._covered = covered

    @classmethod
    def of(cls, home: Home) -> Self:
        """Read the positions; only new manifests are opened where the hint fits archive/.

        Raises:
            StorageError: a manifest is missing or damaged.
        """
        hint = _read_hint(home)
        ids = archived_ids(home)
        old = [each for each in ids if each <= hint.through]
        if (len(old), _digest(old)) != (hint.count, hint.names):
            if ids:
                log.info("reading every manifest of the archive: the hint does not cover them")
            hint, old = _Hint(looks=hint.looks), []
        found = cls(home, hint, ids)
        for batch_id in ids[len(old) :]:
            found._read(batch_id)
        return found

    def of_source(self, source: str) -> dict[Partition, Position]:
        """Give the position of each partition of a source, such as `kafka:main`."""
        topics = self._hint.positions.get(source, {})
        return {(topic, each): topics[topic][each] for topic in topics for each in topics[topic]}

    def looked_at(self, source: str, partition: Partition) -> float | None:
        """Tell before when a partition holds nothing unread; None if nobody knows."""
        topic, number = partition
        return self._hint.looks.get(source, {}).get(topic, {}).get(number)

    def add(self, manifest: Manifest) -> None:
        """Take in a batch that is durable."""
        self._covered.append(manifest.batch_id)
        if manifest.stream is not None:
            self._advance(manifest.source, manifest.stream)

    def look(self, source: str, partition: Partition, moment: float) -> None:
        """Note that a partition holds nothing unread of before a moment."""
        topic, number = partition
        known = self._hint.looks.setdefault(source, {}).setdefault(topic, {})
        known[number] = max(known.get(number, moment), moment)

    def save(self) -> None:
        """Keep what is known, for the next run."""
        ids = sorted(self._covered)
        self._hint.through = ids[-1] if ids else ""
        self._hint.count, self._hint.names = len(ids), _digest(ids)
        make_folder(self._home.positions.parent)
        write_file(self._home.positions, msgspec.json.encode(self._hint) + b"\n")

    def _read(self, batch_id: str) -> None:
        store, name = store_of(self._home), f"{batch_id}{MANIFEST}"
        text = store.read(name)
        try:
            manifest = msgspec.json.decode(text, type=_Source)
        except msgspec.DecodeError as error:
            raise StorageError(
                f"{store.address(name)} must be a batch's manifest, got: {error}"
            ) from error
        if manifest.stream is not None:
            self._advance(manifest.source, manifest.stream)

    def _advance(self, source: str, part: _Part | StreamPart) -> None:
        topics = self._hint.positions.setdefault(source, {})
        for topic, moments in part.looked.items():
            for number, moment in moments.items():
                self.look(source, (topic, number), moment)
        for ranges in (part.read, part.lost):
            for (topic, number), _, after in spans_of(ranges):
                known = topics.setdefault(topic, {})
                known[number] = max(known.get(number, after), after, key=rank)


def _read_hint(home: Home) -> _Hint:
    try:
        return msgspec.json.decode(home.positions.read_bytes(), type=_Hint)
    except FileNotFoundError:
        return _Hint()
    except (OSError, msgspec.DecodeError) as error:
        log.warning("%s cannot be used (%s); the archive is read instead", home.positions, error)
        return _Hint()


def _digest(names: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
