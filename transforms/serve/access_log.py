"""The access log: a line of JSON for each request, in `logs/access.jsonl` of the home.

A line is `at` (UTC), `who` (empty for nobody known), `what`, `status`, `rows`, `ms`. A full file
becomes `access.1.jsonl`, the one before it `access.2.jsonl`, up to 5; the oldest goes.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from transforms.home import Home
from transforms.system.durable import make_folder, reaching
from transforms.system.redaction import redact

KEPT = 5
_LONGEST = 300  # characters of what was asked


@dataclass(frozen=True)
class Line:
    """A request, as it is remembered; `ms` are milliseconds until the answer went out."""

    at: str
    who: str
    what: str
    status: int
    rows: int
    ms: float


class AccessLog:
    """Appends lines; several processes may write to one home."""

    def __init__(self, home: Home, most_bytes: int) -> None:
        self.path = home.logs / "access.jsonl"
        self._most_bytes = most_bytes
        make_folder(self.path.parent)
        self.check()

    def check(self) -> None:
        """See to it that lines can be written.

        Raises:
            NotPermitted, StorageError: they cannot.
        """
        with self._opened():
            pass

    def append(self, line: Line) -> None:
        """Write a line, whole; secrets in it are masked, and nothing in it ends the line.

        Raises:
            NotPermitted, StorageError: it cannot be written.
        """
        values = {**asdict(line), "what": redact(line.what)[:_LONGEST]}
        content = json.dumps(values).encode() + b"\n"
        with self._opened() as file, reaching(self.path):
            if os.fstat(file).st_size and os.fstat(file).st_size + len(content) > self._most_bytes:
                self._turn()
                with self._opened() as fresh:
                    os.write(fresh, content)
            else:
                os.write(file, content)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        """Hold the file, alone; another process may have turned it just before."""
        while True:
            with reaching(self.path):
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
                file = os.open(self.path, flags, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                if self._is_current(file):
                    yield file
                    return
            finally:
                os.close(file)

    def _is_current(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self.path.stat())
        except FileNotFoundError:
            return False

    def _turn(self) -> None:
        """Give each file the next number; the oldest one's place is taken."""
        older = [self.path, *(_numbered(self.path, number) for number in range(1, KEPT + 1))]
        for newer, old in reversed(list(pairwise(older))):
            if newer.exists():
                newer.replace(old)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}.{number}{path.suffix}")
