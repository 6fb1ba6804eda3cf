"""Failures: parts of a report that could not be made, each with its reason; the others go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from transforms.errors import LakehouseError, StorageError
from transforms.lake.damage import is_disk_trouble
from transforms.system.logs import printable

_MOST_REASON = 400


@dataclass(frozen=True)
class Failure:
    """A part that could not be made, and the error that says why."""

    part: str
    error: LakehouseError

    @property
    def reason(self) -> str:
        """The reason in one line, safe on a terminal and in a text."""
        return printable(" ".join(str(self.error).split()))[:_MOST_REASON]


@dataclass
class Failures:
    """What could not be made so far, in the order in which it was tried."""

    found: list[Failure] = field(default_factory=list)

    @contextmanager
    def trying(self, part: str) -> Iterator[None]:
        """Note a part that fails, and go on behind the block; a bug is not caught."""
        try:
            yield
        except (LakehouseError, duckdb.Error, OSError) as error:
            self.add(part, _ours(error))

    def add(self, part: str, error: LakehouseError) -> None:
        """Note a part that failed."""
        self.found.append(Failure(part, error))


def _ours(error: LakehouseError | duckdb.Error | OSError) -> LakehouseError:
    if isinstance(error, LakehouseError):
        return error
    is_disk = isinstance(error, OSError | duckdb.IOException) or is_disk_trouble(error)
    return (StorageError if is_disk else LakehouseError)(f"{type(error).__name__}: {error}")
