"""Records of the raw zone: the bytes of some lines of a batch, as they came in."""

from collections.abc import Collection
from pathlib import Path

from transforms.archive.formats.format import blocks_of
from transforms.archive.reader import read_batch, unpacked
from transforms.home import Home
from transforms.system.durable import reaching


def read_records(
    home: Home, batch_id: str, numbers: Collection[int], folder: Path
) -> dict[int, bytes]:
    """Read some lines of a batch by their numbers, from 1; a packed one is unpacked into `folder`.

    Raises:
        InputMissing: archive/ has no such batch.
        StorageError: it is damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    batch = read_batch(home, batch_id)
    path, wanted = unpacked(batch, folder), {*numbers}
    last, found = max(wanted, default=0), {}
    with reaching(path), path.open("rb") as file:
        for number, (start, end) in enumerate(batch.format.spans(blocks_of(path)), 1):
            if number in wanted:
                file.seek(start)
                found[number] = file.read(end - start)
            if number >= last:
                break
    return found
