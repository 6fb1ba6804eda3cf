"""The messages in flight: those of the batch that is being written, until they are deleted."""

import time
from dataclasses import dataclass, field

from transforms.archive.formats.json_lines import JSON_LINES
from transforms.ingest.queue.body import lines_of
from transforms.ingest.queue.envelopes import is_test_event, opened
from transforms.ingest.queue.sqs import Message

MOST_MESSAGES = 20_000  # of a batch; SQS lets 120,000 be in flight
MOST_BYTES = 64 << 20
MOST_SECONDS = 300
#: More receives than a few lost runs explain: somebody takes the message and never finishes.
USUAL_RECEIVES = 5


@dataclass
class InFlight:
    """What a batch holds by message, and the latest handle of all that may be deleted after it."""

    handles: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    line_counts: list[int] = field(default_factory=list)
    received_often: list[str] = field(default_factory=list)
    has_tests: bool = False
    size: int = 0  # bytes
    since: float = field(default_factory=time.monotonic)

    def is_full(self) -> bool:
        """Tell whether the batch should be finished."""
        is_old = bool(self.handles) and time.monotonic() - self.since > MOST_SECONDS
        return len(self.handles) >= MOST_MESSAGES or self.size >= MOST_BYTES or is_old

    def notes(self) -> list[str]:
        """Tell what is notable about the messages."""
        often = ["W_RECEIVED_OFTEN"] if self.received_often else []
        return often + (["W_S3_TEST"] if self.has_tests else [])

    def add(self, message: Message) -> bytes:
        """Add a new message to the batch; give its lines."""
        lines = lines_of(message.body)
        block = b"".join(line + b"\n" for line in lines)
        self.ids.append(message.message_id)
        self.has_tests |= lines == [b""] and is_test_event(opened(message.body))
        if message.receives > USUAL_RECEIVES:
            self.received_often.append(message.message_id)
        self.line_counts.append(JSON_LINES.count(block))
        self.size += len(block)
        return block
