"""The lines of the messages that one batch holds, and which message each of them came in."""

import time
from dataclasses import dataclass, field

from transforms.archive.formats.json_lines import JSON_LINES
from transforms.ingest.messages.body import lines_of
from transforms.ingest.messages.envelopes import is_test_event, opened

MOST_BYTES = 64 << 20  # of a batch
MOST_SECONDS = 300


@dataclass
class MessageLines:
    """The messages of a batch in their order, and how many lines each of them brought."""

    ids: list[str] = field(default_factory=list)
    line_counts: list[int] = field(default_factory=list)
    has_tests: bool = False
    size: int = 0  # bytes
    since: float = field(default_factory=time.monotonic)

    def notes(self) -> list[str]:
        """Tell what is notable about the messages."""
        return ["W_S3_TEST"] if self.has_tests else []

    def lines(self, message_id: str, body: str | bytes) -> bytes:
        """Add a message to the batch; give its lines, at least one, which may be blank."""
        lines = lines_of(body)
        block = b"".join(line + b"\n" for line in lines)
        self.ids.append(message_id)
        self.has_tests |= lines == [b""] and is_test_event(opened(_text(body)))
        self.line_counts.append(JSON_LINES.count(block))
        self.size += len(block)
        return block


def _text(body: str | bytes) -> str:
    return body if isinstance(body, str) else body.decode("utf-8", "replace")
