"""Deleting what is durable: several threads at once, and without the permission not at all."""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future

from transforms.errors import NotPermitted
from transforms.ingest.queue.sqs import MOST_AT_ONCE, Queue
from transforms.system.aws_errors import AWS_ERRORS, error_of

log = logging.getLogger("lakehouse")

_ENOUGH_FAILED = 5  # calls in a row, each tried several times


class Deleter:
    """Deletes messages while that is allowed; what stays comes again, and is told by its id."""

    def __init__(self, queue: Queue, threads: Executor, *, is_allowed: bool) -> None:
        self._queue = queue
        self._threads = threads
        self._is_allowed = is_allowed

    def delete(self, messages: Mapping[str, str]) -> set[str]:
        """Delete messages, given their handles by id; give the ids of those that are left."""
        if not self._is_allowed:
            return set(messages)
        handles = list(messages.values())
        calls = [
            self._threads.submit(self._queue.delete, handles[at : at + MOST_AT_ONCE])
            for at in range(0, len(handles), MOST_AT_ONCE)
        ]
        left = set(handles)
        try:
            self._take_off(left, calls, handles)
        except NotPermitted as error:
            log.warning("%s; messages stay in the queue and come again", error)
            self._is_allowed = False
        for call in calls:
            call.cancel()
        return {message_id for message_id, handle in messages.items() if handle in left}

    def _take_off(
        self, left: set[str], calls: Sequence[Future[list[str]]], handles: Sequence[str]
    ) -> None:
        failed = 0
        for index, call in enumerate(calls):
            chunk = handles[index * MOST_AT_ONCE : (index + 1) * MOST_AT_ONCE]
            try:
                left.difference_update(set(chunk).difference(call.result()))
                failed = 0
            except AWS_ERRORS as error:
                failed += 1
                log.info("not deleted: %s", error_of(error, self._queue.name))
            if failed >= _ENOUGH_FAILED:
                return
