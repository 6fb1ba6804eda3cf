"""What a stream is to the lake, whichever service holds it: records, and where they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from transforms.archive.positions import Positions
from transforms.archive.stream_parts import Partition, Position
from transforms.errors import LakehouseError

#: Where something begins, and where reading goes on behind it.
Span = tuple[Position, Position]
Spans = Mapping[Partition, Span]


@dataclass(frozen=True, slots=True)
class Record:
    """A message: `time` is the broker's, in milliseconds since 1970 (UTC)."""

    message_id: str
    value: bytes
    time: int | None = None
    key: str | None = None
    headers: list[list[str | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """Records in their order, and how far they bring each partition.

    `looked` has moments, in seconds since 1970, before which nothing of a partition is unread.
    """

    records: list[Record]
    moved: Spans
    looked: Mapping[Partition, float] = field(default_factory=dict)


class Stream(Protocol):
    """One service and the topics that the settings name, for one run.

    `error` is what keeps some or all of it from being read, if anything does.
    """

    source: str
    error: LakehouseError | None

    def begin(self, positions: Positions, *, accept_loss: bool) -> Spans:
        """Find out where to begin and to end; give what was deleted unread, if it is accepted.

        A partition of which something is lost and not accepted is left out and told in `error`.

        Raises:
            Unavailable, NotPermitted, ConfigError: the service does not answer, or not to us.
        """
        ...

    def blocks(self) -> Iterator[Block]:
        """Read up to the end that there was at the beginning, or to an `error`."""
        ...

    def report(self, after: Mapping[Partition, Position]) -> None:
        """Tell the service what is durable, for those who watch how far we are."""
        ...

    def backlog(self, positions: Positions) -> "Backlog":
        """Tell how many messages wait.

        Raises:
            Unavailable, NotPermitted, ConfigError: as in `begin`, also where something is lost.
        """
        ...

    def close(self) -> None:
        """Let go of the service."""
        ...


@dataclass(frozen=True)
class Backlog:
    """About how many messages wait, and how many are in flight; None where nobody tells."""

    name: str
    waiting: int | None
    in_flight: int | None = None


def counted_loss(lost: Spans) -> int:
    """Count the messages of gaps; sequence numbers do not tell."""
    return sum(
        after - first
        for first, after in lost.values()
        if isinstance(first, int) and isinstance(after, int)
    )
