"""Groups: batches that are loaded in one transaction, as each alone costs nearly as much."""

from collections.abc import Collection, Iterable, Iterator

from transforms.archive.reader import read_batch
from transforms.errors import LakehouseError
from transforms.home import Home

#: A group has at most so many bytes (or one batch), so that a killed run loses little work.
MOST_BYTES = 128 * 1024 * 1024
MOST_BATCHES = 250


def in_groups(
    home: Home, batch_ids: Iterable[str], alone: Collection[str] = ()
) -> Iterator[list[str]]:
    """Gather batches to groups, in their order; some go alone, such as those that failed before."""
    group: list[str] = []
    total = 0
    for batch_id in batch_ids:
        size = MOST_BYTES + 1 if batch_id in alone else _size(home, batch_id)
        if group and (total + size > MOST_BYTES or len(group) == MOST_BATCHES):
            yield group
            group, total = [], 0
        group.append(batch_id)
        total += size
    if group:
        yield group


def _size(home: Home, batch_id: str) -> int:
    """Tell a batch's bytes; one whose manifest is damaged is too large for company."""
    try:
        return read_batch(home, batch_id).manifest.bytes
    except LakehouseError:
        return MOST_BYTES + 1
