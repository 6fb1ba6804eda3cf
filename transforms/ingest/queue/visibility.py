"""Messages in flight stay hidden from others until they are deleted, however long that takes."""

import logging
import time
from collections.abc import Iterable, Sequence
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from transforms.ingest.queue.sqs import MOST_AT_ONCE, Message, Queue
from transforms.system.aws_errors import AWS_ERRORS, error_of

log = logging.getLogger("lakehouse")

_RENEWALS = 3  # in the time that a message stays hidden
_LOOKS = 4  # between two renewals


class Heartbeat:
    """A thread that extends the visibility timeout of each message in flight at a third of it.

    A context manager. What it cannot hide comes again, and is then told by its id.
    """

    def __init__(self, queue: Queue, hidden_seconds: float) -> None:
        self._queue = queue
        self._pause = hidden_seconds / _RENEWALS
        self._due: dict[str, tuple[str, float]] = {}  # handle and moment by message id
        self._lock = Lock()
        self._end = Event()
        self._thread = Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._end.set()
        self._thread.join()

    def hold(self, messages: Iterable[Message]) -> None:
        """Keep messages hidden from now on; the latest handle counts."""
        due = time.monotonic() + self._pause
        with self._lock:
            for message in messages:
                self._due[message.message_id] = (message.handle, due)

    def release(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._due.clear()

    def _beat(self) -> None:
        while not self._end.wait(self._pause / _LOOKS):
            due = self._take_due()
            for start in range(0, len(due), MOST_AT_ONCE):
                if self._end.is_set() or not self._extended(due[start : start + MOST_AT_ONCE]):
                    break

    def _take_due(self) -> list[str]:
        now = time.monotonic()
        with self._lock:
            due = {key: handle for key, (handle, moment) in self._due.items() if moment <= now}
            self._due |= {key: (handle, now + self._pause) for key, handle in due.items()}
        return list(due.values())

    def _extended(self, handles: Sequence[str]) -> bool:
        try:
            self._queue.extend_visibility(handles)
        except AWS_ERRORS as error:
            log.warning("messages in flight may come again: %s", error_of(error, self._queue.name))
            return False
        return True
