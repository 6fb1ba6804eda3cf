"""The stores that a home has pushed to, for as long as people may be found there.

A store is noted before the first record is written, and falls out when all that was written has
expired: so `erase` knows where to look, and a store that is long gone keeps nobody from it.
"""

import time
from collections.abc import Iterator

import msgspec

from transforms.errors import StorageError
from transforms.home import Home
from transforms.system.durable import make_folder, reaching, sync_folder, write_file


def known_stores(home: Home) -> list[str]:
    """List the addresses of stores that may hold people.

    Raises:
        StorageError: the note is damaged.
    """
    return [address for address, _ in _current(home)]


def note_store(home: Home, address: str, until: float) -> None:
    """Note that a store may hold people until a moment, in seconds since 1970."""
    noted = dict(_current(home))
    noted[address] = max(until, noted.get(address, 0))
    make_folder(home.online_stores.parent)
    write_file(home.online_stores, msgspec.json.encode(noted) + b"\n")
    sync_folder(home.online_stores.parent)


def _current(home: Home) -> Iterator[tuple[str, float]]:
    try:
        with reaching(home.online_stores):
            text = home.online_stores.read_bytes() if home.online_stores.exists() else b"{}"
        noted = msgspec.json.decode(text, type=dict[str, float])
    except msgspec.DecodeError as error:
        raise StorageError(
            f"{home.online_stores} must tell the stores that were pushed to, got: {error};"
            " erase people from these by hand, then delete the file"
        ) from error
    yield from ((address, until) for address, until in noted.items() if until > time.time())
