"""Records of the raw zone: the bytes of some lines of a batch, as they came in."""

from collections.abc import Collection, Iterable, Iterator
from itertools import takewhile

from transforms.archive.formats.format import Span
from transforms.archive.reader import read_batch
from transforms.errors import StorageError
from transforms.home import Home


def read_records(home: Home, batch_id: str, numbers: Collection[int]) -> dict[int, bytes]:
    """Read some lines of a batch by their numbers, from 1, packed or not; nothing is written.

    Raises:
        InputMissing: archive/ has no such batch.
        StorageError: it is damaged.
    """
    batch = read_batch(home, batch_id)
    wanted = {*numbers}
    last = max(wanted, default=0)
    spans = enumerate(batch.format.spans(batch.blocks()), 1)
    first = takewhile(lambda each: each[0] <= last, spans)
    found = {number: span for number, span in first if number in wanted}
    if missing := sorted(wanted - found.keys()):
        raise StorageError(f"{batch.address} must hold line {missing[0]}, got fewer lines")
    return dict(zip(found, cut(batch.blocks(), found.values()), strict=True))


def cut(blocks: Iterable[bytes], spans: Iterable[Span]) -> Iterator[bytes]:
    """Give the bytes of each span, which are in their order and do not overlap."""
    blocks, position, block = iter(blocks), 0, b""
    for start, end in spans:
        held = bytearray(block[max(start - position, 0) : end - position])
        while position + len(block) < end:
            position, block = position + len(block), next(blocks)
            held += block[max(start - position, 0) : end - position]
        yield bytes(held)
