"""A bounded memory: what was asked for last stays, what was not for longest goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class LeastRecent(Generic[Key, Value]):
    """Values by key, of so many bytes in all; what alone is larger is not kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()
        self.bytes = 0

    def get(self, key: Key) -> Value | None:
        """Find a value, which then counts as asked for."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of so many bytes, in place of the one before."""
        with self._lock:
            self._remove(key)
            if size > self._most_bytes:
                return
            self._kept[key] = (value, size)
            self.bytes += size
            while self.bytes > self._most_bytes:
                self._remove(next(iter(self._kept)))

    def _remove(self, key: Key) -> None:
        if key in self._kept:
            self.bytes -= self._kept.pop(key)[1]
