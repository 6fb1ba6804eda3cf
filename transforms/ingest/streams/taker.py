"""A stream becomes batches: each manifest tells where the next one begins.

The order is what makes it safe to be killed anywhere: a batch and its manifest are durable, then
the service is told. Where to go on is read from the manifests alone, so a message is in one batch.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from transforms.archive.positions import Positions
from transforms.archive.store import store_of
from transforms.archive.stream_parts import Partition, Position, StreamPart, in_ranges
from transforms.archive.writer import Archive, BatchWriter, archived_by_sha
from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.ingest.messages.lines import MOST_BYTES, MOST_SECONDS, MessageLines
from transforms.ingest.messages.received import ROOM_BYTES, Progress, Received
from transforms.ingest.streams.stream import Block, Spans, Stream, counted_loss
from transforms.system.logs import event
from transforms.system.setting_streams import StreamSettings
from transforms.system.signals import stop_is_wished
from transforms.system.units import counted

log = logging.getLogger("lakehouse")

MOST_MESSAGES = 50_000  # of a batch


def take_stream(
    stream: Stream,
    home: Home,
    settings: StreamSettings,
    *,
    accept_loss: bool = False,
    on_progress: Progress | None = None,
) -> Received:
    """Read a stream up to its end, or the run's limits, into durable, staged batches.

    What goes wrong with the service stands in `error`.

    Raises:
        NotPermitted, StorageError: the home takes no batch, or the archive cannot be read.
    """
    store_of(home).check_room(ROOM_BYTES)
    positions = Positions.of(home)
    intake = _Intake(stream, home, positions, settings, on_progress)
    try:
        lost = _begun(stream, positions, intake.received, accept_loss=accept_loss)
        if intake.received.error is None:
            intake.take(stream.blocks(), lost)
    finally:
        stream.close()
    intake.received.error = intake.received.error or stream.error
    positions.save()
    return intake.received


def _begun(stream: Stream, positions: Positions, received: Received, *, accept_loss: bool) -> Spans:
    try:
        return stream.begin(positions, accept_loss=accept_loss)
    except LakehouseError as error:
        received.error = error
        return {}


@dataclass
class _Part(MessageLines):
    """The messages of a batch, what came along with them, and how far they bring the stream."""

    times: list[int | None] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    headers: list[list[list[str | None]]] = field(default_factory=list)
    spans: dict[Partition, tuple[Position, Position]] = field(default_factory=dict)
    lost: Spans = field(default_factory=dict)
    looked: dict[str, dict[str, float]] = field(default_factory=dict)

    def is_full(self) -> bool:
        is_old = time.monotonic() - self.since > MOST_SECONDS
        return len(self.ids) >= MOST_MESSAGES or self.size >= MOST_BYTES or is_old

    def add(self, block: Block) -> bytes:
        """Add records; give their lines."""
        for partition, (first, after) in block.moved.items():
            self.spans[partition] = (self.spans.get(partition, (first,))[0], after)
        for (topic, number), moment in block.looked.items():
            self.looked.setdefault(topic, {})[number] = moment
        self.times += [each.time for each in block.records]
        self.keys += [each.key for each in block.records]
        self.headers += [each.headers for each in block.records]
        return b"".join(self.lines(each.message_id, each.value) for each in block.records)

    def stream_part(self) -> StreamPart:
        return StreamPart(
            read=in_ranges(self.spans),
            lost=in_ranges(self.lost),
            looked=self.looked,
            times=self.times if any(each is not None for each in self.times) else [],
            keys=self.keys if any(each is not None for each in self.keys) else [],
            headers=self.headers if any(self.headers) else [],
        )


class _Intake:
    """Makes one batch after the other out of what is read."""

    def __init__(
        self,
        stream: Stream,
        home: Home,
        positions: Positions,
        settings: StreamSettings,
        on_progress: Progress | None,
    ) -> None:
        self.received = Received(stream.source, is_stream=True)
        self._stream = stream
        self._home = home
        self._positions = positions
        self._archive: Archive = archived_by_sha(home)
        self._most = settings.max_messages
        self._until = time.monotonic() + settings.max_seconds
        self._on_progress = on_progress
        self._size = 0

    def take(self, blocks: Iterator[Block], lost: Spans) -> None:
        """Take all blocks, batch by batch; what is `lost` stands in the first one's manifest."""
        part = _Part(lost=lost)
        while self._took_one(blocks, part):
            part = _Part()

    def _took_one(self, blocks: Iterator[Block], part: _Part) -> bool:
        """Fill a batch and make it durable; tell whether there may be another."""
        goes_on = False
        with BatchWriter(self._home, self._archive) as writer:
            for block in blocks:
                lines = part.add(block)
                writer.append(lines)
                self._show(len(lines))
                goes_on = not self._is_over(part)
                if part.is_full() or not goes_on:
                    break
            else:
                goes_on = False
            if part.spans or part.lost:
                self._finish(writer, part)
        return goes_on

    def _is_over(self, part: _Part) -> bool:
        count = self.received.written + len(part.ids)
        return count >= self._most or time.monotonic() >= self._until or stop_is_wished()

    def _finish(self, writer: BatchWriter, part: _Part) -> None:
        batch = writer.finish(
            self._stream.source,
            message_ids=part.ids,
            message_lines=part.line_counts,
            notes=part.notes(),
            stream=part.stream_part(),
        )
        self._positions.add(batch.manifest)
        self.received.written += len(part.ids)
        self.received.gaps += len(part.lost)
        self.received.lost += counted_loss(part.lost)
        self.received.batch_ids.append(batch.batch_id)
        log.info(
            *("%s has %s of %s", batch.batch_id, counted(len(part.ids), "message")),
            self._stream.source,
            extra=event(
                "messages_taken",
                queue=self._stream.source,
                batch_id=batch.batch_id,
                messages=len(part.ids),
            ),
        )
        self._stream.report({each: after for each, (_, after) in part.spans.items()})

    def _show(self, size: int) -> None:
        self._size += size
        if self._on_progress is not None:
            self._on_progress(Path(self.received.name), self._size)
