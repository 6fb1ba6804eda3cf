"""A month in small: a first batch of many visitors, then batches that each touch some of them.

Each batch brings a few visitors of the first one back, and those of the batch before once more,
in the same sessions. So each commit replaces a delete file's row of the catalog and adds another:
what a reader needs who must not see deleted rows again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.conftest import PROFILE
from tests.events import event, item, lines
from tests.lakes import Lake
from transforms.lakehouse import Lakehouse
from transforms.system.progress import Progress

#: Batches that lie in the lake before anybody reads.
BATCHES = 61 if PROFILE == "deep" else 4

#: Batches that are committed while somebody reads.
LATER = 10 if PROFILE == "deep" else 2

_VISITORS = 1200
_RETURNING = 15
_MONTH = 30 * 24 * 60


@dataclass(frozen=True)
class Month:
    """A lake, and the batches that are still to come."""

    lake: Lake
    coming: Iterator[bytes]

    def commit(self) -> bool:
        """Load the next batch, if there is one."""
        batch = next(self.coming, None)
        if batch:
            self.lake.load(batch)
        return batch is not None

    def lakehouse(self) -> Lakehouse:
        """The lake as a command has it."""
        return Lakehouse(self.lake.home, self.lake.config, Progress())

    @property
    def is_embedded(self) -> bool:
        """Whether its catalog is a file."""
        return self.lake.config.warehouse.catalog.startswith("sqlite:")


def batch(number: int) -> bytes:
    """The lines of a batch; number 0 is the first."""
    first, last = (number - 1) * _RETURNING, (number + 1) * _RETURNING
    visitors = range(first, last) if number else range(_VISITORS)
    minute = number * 10 if number else -_MONTH
    return lines(
        *(
            event(name, f"v{visitor}", minute, user_id=f"u{visitor}", items=[item("p")], **fields)
            for visitor in visitors
            for name, fields in (
                ("view_item", {}),
                ("purchase", {"transaction_id": f"{number}/{visitor}", "value": visitor}),
            )
        )
    )
