"""Deleting what is durable: several threads at once, and without the permission not at all."""

import logging
from collections.abc import Sequence
from concurrent.futures import Executor, Future

from transforms.errors import NotPermitted
from transforms.sources.queue_errors import QUEUE_ERRORS, error_of
from transforms.sources.sqs import MOST_AT_ONCE, Queue

log = logging.getLogger("lakehouse")

_ENOUGH_FAILED = 5  # calls in a row, each tried several times


class Deleter:
    """Deletes messages while that is allowed; what stays comes again, and is told by its id."""

    def __init__(self, queue: Queue, threads: Executor, *, is_allowed: bool) -> None:
        self._queue = queue
        self._threads = threads
        self._is_allowed = is_allowed

    def delete(self, handles: Sequence[str]) -> int:
        """Delete messages by their handles; count those that are deleted."""
        if not self._is_allowed:
            return 0
        calls = [
            self._threads.submit(self._queue.delete, handles[at : at + MOST_AT_ONCE])
            for at in range(0, len(handles), MOST_AT_ONCE)
        ]
        try:
            return self._counted(calls)
        except NotPermitted as error:
            log.warning("%s; messages stay in the queue and come again", error)
            self._is_allowed = False
            return 0
        finally:
            for call in calls:
                call.cancel()

    def _counted(self, calls: list[Future[int]]) -> int:
        deleted, failed = 0, 0
        for call in calls:
            try:
                deleted += call.result()
                failed = 0
            except QUEUE_ERRORS as error:
                failed += 1
                log.info("not deleted: %s", error_of(error, self._queue.name))
            if failed >= _ENOUGH_FAILED:
                break
        return deleted
