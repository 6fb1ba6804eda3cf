"""People are deleted from the stores that features were pushed to."""

from collections.abc import Sequence
from contextlib import closing

from transforms.home import Home
from transforms.online.addresses import open_store
from transforms.online.known import known_stores
from transforms.system.lock import holding


def erase_online(
    home: Home, user_ids: Sequence[str], addresses: Sequence[str] = ()
) -> dict[str, int]:
    """Delete people from every version of some stores, else of all that the home has pushed to.

    Gives the number of records by store. No push of this home is at work meanwhile.

    Raises:
        Unavailable, NotPermitted, ConfigError: a store does not answer, or not to us.
        LockHeld: a push is at work.
    """
    chosen = list(addresses) or known_stores(home)
    if not chosen:
        return {}
    with holding(home.push_lock, is_run=False):
        return {address: _erased(address, user_ids) for address in chosen}


def _erased(address: str, user_ids: Sequence[str]) -> int:
    with closing(open_store(address)) as store:
        return store.erase(user_ids)
