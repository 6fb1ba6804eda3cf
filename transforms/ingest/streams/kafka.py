"""Kafka's topics as a stream: partitions are assigned, never subscribed to.

One run reads each partition up to the end that it had at the start. Where to begin is told by the
archive alone; what the broker knows of us is for those who watch our lag.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from transforms.archive.positions import Positions
from transforms.archive.stream_parts import Partition, Position, as_text
from transforms.errors import LakehouseError, NotPermitted, Unavailable
from transforms.ingest.streams.kafka_client import error_of, new_consumer
from transforms.ingest.streams.kafka_marks import Marks, find_marks
from transforms.ingest.streams.stream import Backlog, Block, Record, Spans
from transforms.system.setting_streams import KafkaSettings

if TYPE_CHECKING:  # the extra may be missing
    from confluent_kafka import KafkaError, Message

log = logging.getLogger("lakehouse")

_AT_ONCE = 2_000
_POLL_SECONDS = 0.1


class Kafka:
    """The topics of one cluster, for one run."""

    def __init__(self, settings: KafkaSettings) -> None:
        self.source = f"kafka:{settings.name}"
        self.error: LakehouseError | None = None
        self._settings = settings
        self._consumer = new_consumer(settings, self._on_error, self._on_commit)
        self._next: dict[Partition, int] = {}
        self._ends: dict[Partition, int] = {}
        self._begun: Spans = {}
        self._last_error = "no answer"
        self._denied: LakehouseError | None = None

    def begin(self, positions: Positions, *, accept_loss: bool) -> Spans:
        """Compare the archive's positions with what the brokers hold, and assign partitions.

        Raises:
            Unavailable, NotPermitted, ConfigError: the brokers do not answer, or not to us.
        """
        marks = self._marks(positions)
        self.error = marks.error(accept_loss=accept_loss)
        lost = marks.gaps() if accept_loss else {}
        for partition, start in marks.starts(accept_loss=accept_loss).items():
            self._next[partition] = start
            if start < marks.found[partition].high:
                self._ends[partition] = marks.found[partition].high
        self._begun = {each: (self._next[each],) * 2 for each in marks.unknown()}
        self._assign()
        return lost

    def blocks(self) -> Iterator[Block]:
        """Read every assigned partition up to its end, or to an `error`."""
        if self._begun:
            yield Block([], self._begun)  # from here on, nothing can be lost without being told
        seen = time.monotonic()
        while self._ends:
            block = self._block(self._consumer.consume(_AT_ONCE, _POLL_SECONDS))
            if block.moved:
                yield block
            if block.moved or block.records:
                seen = time.monotonic()
            elif self._denied is not None:
                self.error = self._denied
                return
            elif time.monotonic() - seen > self._settings.timeout_seconds:
                wish = f"answer within {self._settings.timeout_seconds} seconds"
                name = self._settings.name
                self.error = Unavailable(
                    f"the brokers of {name} must {wish}, got {self._last_error}"
                )
                return

    def report(self, after: Mapping[Partition, Position]) -> None:
        """Commit what is durable; where that fails, the log has it, and nothing else changes."""
        from confluent_kafka import KafkaException, TopicPartition

        offsets = [TopicPartition(topic, int(no), int(at)) for (topic, no), at in after.items()]
        try:
            self._consumer.commit(offsets=offsets, asynchronous=True)
        except KafkaException as error:
            self._on_commit(error.args[0], [])

    def backlog(self, positions: Positions) -> Backlog:
        """Tell how many offsets lie before the ends; what fills them may be fewer messages."""
        marks = self._marks(positions)
        if error := marks.error(accept_loss=False):
            raise error
        starts = marks.starts(accept_loss=False)
        waiting = sum(marks.found[each].high - start for each, start in starts.items())
        return Backlog(self.source, waiting)

    def close(self) -> None:
        """Leave the brokers."""
        self._consumer.close()

    def _marks(self, positions: Positions) -> Marks:
        try:
            found = find_marks(self._consumer, self._settings)
        except Unavailable as error:
            self._consumer.poll(0)  # lets the client say what else it met
            raise self._denied or error from error
        return Marks(found, positions.of_source(self.source), self._settings)

    def _assign(self) -> None:
        from confluent_kafka import TopicPartition

        assigned = [TopicPartition(each[0], int(each[1]), self._next[each]) for each in self._ends]
        if assigned:
            self._consumer.assign(assigned)

    def _block(self, messages: "list[Message]") -> Block:
        records, moved = [], dict[Partition, tuple[Position, Position]]()
        for message in messages:
            partition = (message.topic() or "", str(message.partition()))
            if partition not in self._ends:
                continue  # it came after the run began, or is told already
            offset, first = message.offset() or 0, self._next[partition]
            if (error := message.error()) is not None:
                after = self._met(error, partition, offset)
            elif offset >= self._ends[partition]:
                after = self._ends[partition]
            elif offset < first:
                self._fail(partition, f"offset {offset}, which is before {first}")
                continue
            else:
                after = offset + 1
                records.append(_record(message, partition, offset))
            if after > first:
                moved[partition] = (moved.get(partition, (first,))[0], after)
                self._next[partition] = after
            if partition in self._ends and after >= self._ends[partition]:
                self._finish(partition)
        return Block(records, moved)

    def _met(self, error: "KafkaError", partition: Partition, offset: int) -> int:
        """Take what is no message; tell how far it brings the partition."""
        if error.name() == "_PARTITION_EOF":
            self._finish(partition)
            return max(offset, self._next[partition])  # past the marks of transactions
        if error.name() == "_AUTO_OFFSET_RESET":
            self._fail(partition, "messages that were deleted meanwhile")
        elif not error.retriable():
            where = f"{partition[0]}, partition {partition[1]}"
            self.error = self.error or error_of(error, self._settings, where)
            self._finish(partition)
        return self._next[partition]

    def _fail(self, partition: Partition, find: str) -> None:
        topic, number = partition
        wish = f"{topic}, partition {number}, must go on with offset {self._next[partition]}"
        self.error = self.error or Unavailable(f"{wish}, got {find}")
        self._finish(partition)

    def _finish(self, partition: Partition) -> None:
        from confluent_kafka import TopicPartition

        if self._ends.pop(partition, None) is not None:
            self._consumer.pause([TopicPartition(partition[0], int(partition[1]))])

    def _on_error(self, error: "KafkaError") -> None:
        self._last_error = error.name()
        log.info("%s: %s", self.source, error.name())
        told = error_of(error, self._settings)
        if isinstance(told, NotPermitted):
            self._denied = told

    def _on_commit(self, error: "KafkaError | None", _partitions: Any) -> None:
        if error is not None:
            log.warning(
                "%s was not told how far we are: %s; lag monitors see an old place",
                *(self.source, error.name()),
            )


def _record(message: "Message", partition: Partition, offset: int) -> Record:
    kind, milliseconds = message.timestamp()
    headers: Any = message.headers() or ()  # pairs; the library's types allow more
    key: Any = message.key()
    value: Any = message.value()
    return Record(
        f"{partition[0]}:{partition[1]}:{offset}",
        value or b"",
        milliseconds if kind else None,
        as_text(key),
        [[name, as_text(content)] for name, content in headers],
    )
