"""What a run got out of a service of messages, whichever it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from transforms.errors import LakehouseError

ROOM_BYTES = 16 << 20  # that must be there before a message is received

Progress = Callable[[Path, int], None]  # the service's name, and the bytes received


@dataclass
class Received:
    """What a run got, in messages: received = written + repeated.

    What is durable is deleted or, where that failed or is not allowed, kept in a queue. A stream
    deletes nothing by itself and repeats nothing; of one, `lost` were deleted unread in `gaps`
    that were accepted, as far as it tells.
    """

    name: str
    written: int = 0
    repeated: int = 0
    deleted: int = 0
    kept: int = 0
    gaps: int = 0
    lost: int = 0
    is_stream: bool = False
    batch_ids: list[str] = field(default_factory=list)
    error: LakehouseError | None = None
