"""Which batch holds a message: a hint that spares writing it again when it comes again.

Those of the batch in flight stand under one key, until they are deleted; those that could not be
deleted get a key each. So what is deleted costs next to nothing, and hardly ever comes again.

Kept by `diskcache` in a folder that may be lost, damaged or deleted at any time: a message that
is not found here is written once more, and its events are duplicates. Keys and values are plain
texts in SQLite; nothing else is ever read back, so that a file somebody tampered with cannot make
this process run code.
"""

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from diskcache import Cache, Disk, Timeout  # type: ignore[import-untyped]
from diskcache.core import MODE_RAW  # type: ignore[import-untyped]

log = logging.getLogger("lakehouse")

KEPT_SECONDS = 15 * 86_400  # a day longer than SQS keeps a message
MOST_BYTES = 128 << 20  # about 600,000 messages
_IN_FLIGHT = "at hand"  # the key, as earlier versions wrote it
_BROKEN = (sqlite3.Error, Timeout, OSError, ValueError, TypeError)


class SeenMessages:
    """Message ids and their batches; a damaged store is moved away, and a new one begun."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cache: Any = None
        self._is_empty = True

    def __enter__(self) -> Self:
        try:
            self._cache = _opened(self._folder)
            self._keep(None)  # a killed run may have left them in the queue
        except _BROKEN as error:
            self._begin_anew(error)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._close()

    def batch_of(self, message_id: str) -> str | None:
        """Name the batch that a message was written to, if that is known."""
        if self._is_empty:
            return None
        try:
            found: str | None = self._cache.get(message_id)
        except _BROKEN as error:
            self._begin_anew(error)
            return None
        return found

    def remember(self, message_ids: Sequence[str], batch_id: str) -> None:
        """Note what a batch holds; call it when the batch is durable, never before."""
        self._change(lambda: self._cache.set(_IN_FLIGHT, "\n".join((batch_id, *message_ids))))

    def settle(self, left: Collection[str]) -> None:
        """Keep the messages of that batch that are left in the queue; the others are deleted."""
        self._change(lambda: self._keep(left))

    def _change(self, change: Callable[[], object]) -> None:
        if self._cache is None:
            return
        try:
            change()
        except _BROKEN as error:
            self._begin_anew(error)

    def _keep(self, left: Collection[str] | None) -> None:
        """Give each message in flight that is `left` (None for all) a key of its own."""
        batch_id, *message_ids = (self._cache.get(_IN_FLIGHT) or "").split("\n")
        kept = [each for each in message_ids if left is None or each in left]
        with self._cache.transact():
            for message_id in kept:
                self._cache.set(message_id, batch_id, expire=KEPT_SECONDS)
            self._cache.delete(_IN_FLIGHT)
        if kept:
            self._forget_old()
        self._is_empty = not len(self._cache)

    def _forget_old(self) -> None:
        """Forget what is past its time; ever younger entries while there are too many."""
        for share in (1, 1 / 2, 1 / 4, 1 / 8, 0):
            self._cache.expire(time.time() + KEPT_SECONDS * (1 - share))
            if self._cache.volume() <= MOST_BYTES:
                return

    def _begin_anew(self, error: Exception) -> None:
        aside = self._folder.with_name(f"{self._folder.name}.damaged")
        log.warning("%s cannot be used (%s); moved away and begun anew", self._folder, error)
        self._close()
        try:
            shutil.rmtree(aside, ignore_errors=True)
            self._folder.rename(aside)
            self._cache = _opened(self._folder)
        except _BROKEN as second:
            log.warning("%s is left out (%s); repeated messages cost work", self._folder, second)

    def _close(self) -> None:
        cache, self._cache, self._is_empty = self._cache, None, True
        if cache is not None:
            try:
                cache.close()
            except sqlite3.Error as error:
                log.warning("%s could not be closed: %s", self._folder, error)


class _Plain(Disk):  # type: ignore[misc]  # diskcache has no types
    """Keys and values are texts as they stand: no pickle, no files beside the database."""

    def put(self, key: Any) -> tuple[str, bool]:
        return str(key), True

    def store(self, value: Any, _read: bool, key: Any = None) -> tuple[int, int, None, str]:  # noqa: ARG002 - diskcache's
        return 0, MODE_RAW, None, str(value)

    def fetch(self, mode: int, _filename: Any, value: Any, _read: bool) -> Any:
        if mode != MODE_RAW or not isinstance(value, str):
            raise ValueError(f"a batch's id must stand here as a text, got mode {mode}")
        return value


def _opened(folder: Path) -> Any:
    return Cache(
        str(folder),
        disk=_Plain,
        eviction_policy="none",  # others keep one more index; `remember` sees to the size
        cull_limit=0,
        statistics=0,
    )
