"""A store of online features: versions side by side, of which one is current.

A version is registered before its first record is written, and forgotten after its last one is
deleted; so whatever was killed in between, every record belongs to a version that the store knows.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from transforms.errors import PromiseBroken

#: A person's id, and their features as one JSON text.
Record = tuple[str, str]
#: Of a name: cutoff and commit of the snapshot, by which versions are older or newer.
RANK_CHARACTERS = 23
#: What is kept of a version that is being deleted.
DROPPED = ""


class Version(msgspec.Struct, frozen=True):
    """What a version is: its cutoff, the state of the lake, what stands in it, until when.

    `models` are those whose scores it has, with `version` and `cutoff`; times are ISO 8601, UTC.
    """

    name: str
    cutoff: str
    snapshot_id: int
    rows: int
    columns: list[str]
    models: dict[str, dict[str, str]]
    pushed_at: str
    expires_at: str

    @property
    def rank(self) -> str:
        """By what it is older or newer than another one."""
        return rank(self.name)


def rank(name: str) -> str:
    """Give the part of a version's name that tells older from newer."""
    return name[:RANK_CHARACTERS]


class Store(Protocol):
    """A place for records of versions.

    Every method raises Unavailable, NotPermitted or ConfigError where the store does not answer,
    or not to us.
    """

    address: str
    #: How long records may be there after they have expired, in hours.
    lingers_hours: int

    def pointers(self) -> tuple[str | None, str | None]:
        """Name the current version, and the one before."""
        ...

    def versions(self) -> Mapping[str, Version | None]:
        """Give every version that may have records; None for one that is being deleted."""
        ...

    def begin(self, version: Version) -> None:
        """Register a version."""
        ...

    def write(self, version: Version, records: Sequence[Record]) -> None:
        """Write records of a version."""
        ...

    def read(self, version: Version, user_ids: Sequence[str]) -> list[dict[str, Any] | None]:
        """Read records of a version, decimals exactly; None where there is none."""
        ...

    def switch(self, version: Version) -> None:
        """Make a version the current one, in one step.

        Raises:
            PromiseBroken: the current one is newer, or this one was deleted meanwhile.
        """
        ...

    def drop(self, name: str) -> None:
        """Delete a version that is not current."""
        ...

    def erase(self, user_ids: Sequence[str]) -> int:
        """Delete people from every version at once; give the number of records."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


def is_older(address: str, version: Version, current: str) -> PromiseBroken:
    """Say that a store must not go back."""
    return PromiseBroken(
        f"{address} must not go back from version {current}, got {version.name}, which is older;"
        " the current one stays"
    )


def is_gone(address: str, version: Version) -> PromiseBroken:
    """Say that somebody else deleted a version while it was written."""
    return PromiseBroken(
        f"{address} must be pushed to by one home alone, got version {version.name} deleted by"
        " another push; the current one stays"
    )
