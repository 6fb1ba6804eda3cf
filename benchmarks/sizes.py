"""The sizes of a benchmark: how many events, batches and repetitions."""

from dataclasses import dataclass
from enum import StrEnum


class Scale(StrEnum):
    """How large the benchmark is: five minutes, or what the goals speak of."""

    quick = "quick"
    full = "full"


ARCHIVED_LINES = 1_000  # of each batch of the archive that is loaded anew


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    `events` are those of one large file and of the small lake, `lake_events` those of the large
    lake, `batches` those that come before one is measured again, `batch_events` those of a batch
    and of the late ones. Batches are measured `rounds` times. `archived` batches of a thousand
    lines are loaded anew from the archive.
    """

    events: int
    lake_events: int
    batches: int
    batch_events: int = 10_000
    rounds: int = 5
    archived: int = 50

    @property
    def loads(self) -> int:
        """How often a large file is loaded."""
        return max(1, self.rounds // 2)

    def problem(self) -> str | None:
        """Say what is wrong with these sizes, if anything is.

        The large lake's second half must hold the small lake, all batches, and the late events.
        """
        least = min(self.events, self.lake_events)
        if least < 1_000:
            return f"--events and --lake-events must be 1,000 or more, got {least:,}"
        if min(self.batches, self.batch_events, self.rounds) < 1:
            return "--batches, --batch-events and --rounds must be 1 or more"
        if not 1 <= self.archived <= self.events // ARCHIVED_LINES:
            return (
                f"--archived must be 1 to a thousandth of --events"
                f" ({self.events // ARCHIVED_LINES:,}), got {self.archived:,}"
            )
        room = self.lake_events * 2 // 5 - 2 * self.batch_events
        if max(self.events, self.batches * self.batch_events) > room:
            return (
                "--events, and --batches times --batch-events, must be two fifths of --lake-events"
                f" less two batches at most ({room:,}), got {self.events:,}"
                f" and {self.batches * self.batch_events:,}"
            )
        return None


SCALES = {
    Scale.quick: Sizes(events=200_000, lake_events=1_000_000, batches=20, rounds=3),
    Scale.full: Sizes(events=1_000_000, lake_events=20_000_000, batches=500, archived=1_000),
}
