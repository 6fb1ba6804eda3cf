"""The receiving end: asks a queue from several threads at once, and knows when to stop."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

from transforms.config import QueueSettings
from transforms.errors import LakehouseError
from transforms.ingest.queue.sqs import MOST_AT_ONCE, Message, Queue
from transforms.system.aws_errors import AWS_ERRORS, error_of, is_passing

log = logging.getLogger("lakehouse")

_ENOUGH_EMPTY = 2  # receives in a row, of all threads together
_ENOUGH_FAILED = 5  # as above; botocore has tried each of them several times


class Receiver:
    """Receives until the queue is empty, the run's share is received, or its time is over.

    `error` is what ended it early, if anything did.
    """

    def __init__(self, queue: Queue, threads: Executor, settings: QueueSettings) -> None:
        self.error: LakehouseError | None = None
        self._queue = queue
        self._threads = threads
        self._settings = settings
        self._until = time.monotonic() + settings.max_seconds
        self._left = settings.max_messages  # that nobody has asked for yet
        self._asked: dict[Future[list[Message]], int] = {}
        self._empty = 0
        self._failed = 0

    @property
    def is_done(self) -> bool:
        """Tell whether nothing more is to be asked for."""
        return (
            self.error is not None
            or self._left <= 0
            or self._empty >= _ENOUGH_EMPTY
            or time.monotonic() >= self._until
        )

    def messages(self, is_full: Callable[[], bool]) -> Iterator[list[Message]]:
        """Give what comes, up to ten at a time, until `is_full`; then no answer is open."""
        while True:
            while len(self._asked) < self._settings.receivers and not (self.is_done or is_full()):
                self._ask()
            if not self._asked:
                return
            done = wait(self._asked, return_when=FIRST_COMPLETED).done
            for answer in [each for each in self._asked if each in done]:  # later handles later
                yield self._taken(answer)

    def _ask(self) -> None:
        most = min(MOST_AT_ONCE, self._left)
        time_left = max(0, int(self._until - time.monotonic()))
        seconds = min(self._settings.wait_seconds, time_left)
        self._asked[self._threads.submit(self._queue.receive, most, seconds)] = most
        self._left -= most

    def _taken(self, answer: Future[list[Message]]) -> list[Message]:
        asked = self._asked.pop(answer)
        try:
            messages = answer.result()
        except AWS_ERRORS as error:
            self._left += asked
            self._fail(error)
            return []
        self._left += asked - len(messages)
        self._empty = 0 if messages else self._empty + 1
        self._failed = 0
        return messages

    def _fail(self, error: Exception) -> None:
        self._failed += 1
        sentence = error_of(error, self._queue.name)
        if self._failed >= _ENOUGH_FAILED or not is_passing(error):
            self.error = sentence
        else:
            log.info("asking again: %s", sentence)
