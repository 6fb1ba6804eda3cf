"""What a batch of a stream has beside its lines: where it begins and ends, and what came along.

A position is where reading goes on: at Kafka the offset of the next message, at Kinesis the
sequence number of the last record, or `SHARD_END` where a shard was read to its end. One of which
something was lost before its first record was read goes on at its `TRIM_HORIZON`.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

Position = int | str
#: The parts of one topic: partitions by their numbers, shards by their names.
Ranges = dict[str, dict[str, list[Position]]]
#: A topic (or a stream) and one of its partitions (or shards).
Partition = tuple[str, str]

SHARD_END = "SHARD_END"
TRIM_HORIZON = "TRIM_HORIZON"
_MARK = "base64:"


@dataclass(frozen=True)
class StreamPart:
    """Of each partition of a topic, [first, next] of what the batch holds: `read` has both.

    `lost` is what was deleted before anybody read it, and was accepted so; `looked` is a moment, in
    seconds since 1970 (UTC), before which nothing of a partition is unread. The others are of the
    messages, in the order of the manifest's `message_ids`: the broker's time in milliseconds since
    1970 (UTC), the key, and the headers as pairs; an empty list where no message has any. What is
    not UTF-8 stands as `base64:` and its bytes.
    """

    read: Ranges
    lost: Ranges = field(default_factory=dict)
    looked: dict[str, dict[str, float]] = field(default_factory=dict)
    times: list[int | None] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    headers: list[list[list[str | None]]] = field(default_factory=list)

    def without(self, messages: Collection[int]) -> "StreamPart":
        """Leave out the keys and headers of some messages, by their places from 0."""
        return replace(
            self,
            keys=[None if at in messages else key for at, key in enumerate(self.keys)],
            headers=[[] if at in messages else each for at, each in enumerate(self.headers)],
        )


def rank(position: Position) -> tuple[int, int]:
    """Order positions of one partition: sequence numbers by value, the end of a shard last."""
    if position in (TRIM_HORIZON, SHARD_END):
        return (1 if position == SHARD_END else -1), 0
    return 0, int(position)


def in_ranges(spans: Mapping[Partition, tuple[Position, Position]]) -> Ranges:
    """Write spans as a manifest has them."""
    ranges: Ranges = {}
    for (topic, partition), span in sorted(spans.items()):
        ranges.setdefault(topic, {})[partition] = list(span)
    return ranges


def spans_of(ranges: Ranges) -> Iterator[tuple[Partition, Position, Position]]:
    """Read the spans of a manifest."""
    for topic, partitions in ranges.items():
        for partition, (first, after) in partitions.items():
            yield (topic, partition), first, after


def as_text(raw: bytes | None) -> str | None:
    """Write bytes as a text; what is not UTF-8, or looks like it, as `base64:` and its bytes."""
    if raw is None:
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return _MARK + b64encode(raw).decode()
    return _MARK + b64encode(raw).decode() if text.startswith(_MARK) else text


def as_bytes(text: str) -> bytes:
    """Give the bytes of a text that `as_text` has written."""
    return b64decode(text[len(_MARK) :]) if text.startswith(_MARK) else text.encode()
