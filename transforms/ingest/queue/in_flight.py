"""The messages in flight: those of the batch that is being written, until they are deleted."""

import time
from dataclasses import dataclass, field

from transforms.ingest.messages.lines import MOST_BYTES, MOST_SECONDS, MessageLines
from transforms.ingest.queue.sqs import Message

MOST_MESSAGES = 20_000  # of a batch; SQS lets 120,000 be in flight
#: More receives than a few lost runs explain: somebody takes the message and never finishes.
USUAL_RECEIVES = 5


@dataclass
class InFlight(MessageLines):
    """What a batch holds by message, and the latest handle of all that may be deleted after it."""

    handles: dict[str, str] = field(default_factory=dict)
    received_often: list[str] = field(default_factory=list)

    def is_full(self) -> bool:
        """Tell whether the batch should be finished."""
        is_old = bool(self.handles) and time.monotonic() - self.since > MOST_SECONDS
        return len(self.handles) >= MOST_MESSAGES or self.size >= MOST_BYTES or is_old

    def notes(self) -> list[str]:
        """Tell what is notable about the messages."""
        often = ["W_RECEIVED_OFTEN"] if self.received_often else []
        return often + super().notes()

    def add(self, message: Message) -> bytes:
        """Add a new message to the batch; give its lines."""
        if message.receives > USUAL_RECEIVES:
            self.received_often.append(message.message_id)
        return self.lines(message.message_id, message.body)
