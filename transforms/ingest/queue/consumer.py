"""Messages become batches: several threads receive, one writes, and what is durable is deleted.

The order is what makes it safe to be killed anywhere: a batch is finished, then the ids of its
messages are remembered, then the messages are deleted. Whatever stops it before, they come again.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from transforms.archive.store import store_of
from transforms.archive.writer import BatchWriter, archived_by_sha
from transforms.config import QueueSettings
from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.ingest.messages.received import ROOM_BYTES, Progress, Received
from transforms.ingest.queue.deletion import Deleter
from transforms.ingest.queue.in_flight import InFlight
from transforms.ingest.queue.receiver import Receiver
from transforms.ingest.queue.seen import SeenMessages
from transforms.ingest.queue.sqs import Message, Queue, connect, name_of
from transforms.ingest.queue.visibility import Heartbeat
from transforms.system.logs import event
from transforms.system.units import counted

log = logging.getLogger("lakehouse")


def take_queue(
    home: Home, settings: QueueSettings, *, on_progress: Progress | None = None
) -> Received:
    """Receive from the configured queue, as `take_messages` does."""
    try:
        queue = connect(settings)
    except LakehouseError as error:
        return Received(name_of(settings), error=error)
    return take_messages(queue, home, settings, on_progress=on_progress)


def take_messages(
    queue: Queue, home: Home, settings: QueueSettings, *, on_progress: Progress | None = None
) -> Received:
    """Receive what the queue holds, up to the run's limits, into durable, staged batches.

    What goes wrong with the queue stands in `error`; what was in flight by then is kept.

    Raises:
        NotPermitted, StorageError: the home takes no batch; none of its messages was deleted.
    """
    store_of(home).check_room(ROOM_BYTES)
    with (
        ThreadPoolExecutor(settings.receivers) as threads,
        SeenMessages(home.seen_messages) as seen,
        Heartbeat(queue, settings.visibility_timeout) as heartbeat,
    ):
        deleter = Deleter(queue, threads, is_allowed=settings.delete == "auto")
        intake = _Intake(queue.name, home, seen, on_progress)
        receiver = Receiver(queue, threads, settings)
        while not receiver.is_done:
            intake.take_batch(receiver, heartbeat, deleter)
        intake.received.error = receiver.error
        return intake.received


class _Intake:
    """Makes one batch after the other out of what is received."""

    def __init__(
        self, name: str, home: Home, seen: SeenMessages, on_progress: Progress | None
    ) -> None:
        self.received = Received(name)
        self._home = home
        self._seen = seen
        self._archive = archived_by_sha(home)
        self._on_progress = on_progress
        self._size = 0

    def take_batch(self, receiver: Receiver, heartbeat: Heartbeat, deleter: Deleter) -> None:
        """Receive until the batch is full or there is an end; make it durable, then delete."""
        in_flight = InFlight()
        with BatchWriter(self._home, self._archive) as writer:
            for messages in receiver.messages(in_flight.is_full):
                heartbeat.hold(messages)
                block = b"".join(self._added(message, in_flight) for message in messages)
                writer.append(block)
                self._show(len(block))
            if in_flight.ids:
                self._finish(writer, in_flight)
        left = deleter.delete(in_flight.handles)
        heartbeat.release()
        self._seen.settle(left)
        self.received.deleted += len(in_flight.handles) - len(left)
        self.received.kept += len(left)

    def _added(self, message: Message, in_flight: InFlight) -> bytes:
        """Give the lines of a message; none if a batch has them already."""
        is_in_flight = message.message_id in in_flight.handles
        in_flight.handles[message.message_id] = message.handle  # an older one is stale
        if is_in_flight or self._seen.batch_of(message.message_id) in self._archive:
            self.received.repeated += 1
            return b""
        self.received.written += 1
        return in_flight.add(message)

    def _finish(self, writer: BatchWriter, in_flight: InFlight) -> None:
        name = self.received.name
        batch = writer.finish(
            f"sqs:{name}",
            message_ids=in_flight.ids,
            message_lines=in_flight.line_counts,
            notes=in_flight.notes(),
        )
        if in_flight.received_often:
            log.warning(
                *(
                    "received before and not deleted: %s",
                    counted(len(in_flight.received_often), "message"),
                ),
                extra=event(
                    "received_often", queue=name, message_ids=in_flight.received_often[:100]
                ),
            )
        log.info(
            *("%s has %s of %s", batch.batch_id, counted(len(in_flight.ids), "message"), name),
            extra=event(
                "messages_taken", queue=name, batch_id=batch.batch_id, messages=len(in_flight.ids)
            ),
        )
        if not batch.is_duplicate:
            self.received.batch_ids.append(batch.batch_id)
        self._seen.remember(in_flight.ids, batch.batch_id)

    def _show(self, size: int) -> None:
        self._size += size
        if self._on_progress is not None:
            self._on_progress(Path(self.received.name), self._size)
