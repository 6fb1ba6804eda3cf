"""The memory of a tree of processes: what all of them hold together, read from /proc (Linux)."""

import os
import threading
import time
from pathlib import Path

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_SESSION = 3  # the place of the session behind the name in /proc/PID/stat


class TreeMemory(threading.Thread):
    """Watches the processes of a session, and remembers the most bytes they held together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.done = threading.Event()
        self._is_member = {pid: True}

    def run(self) -> None:
        """Look until it is done: often at first, so that short commands are seen well."""
        started = time.perf_counter()
        while not self.done.wait(min(max(0.01, (time.perf_counter() - started) / 50), 0.25)):
            self.look()

    def look(self) -> None:
        """Add up what is held now; Pss, which is dear, only where it could be a new peak.

        One process may end while another is looked at, so what all hold afterwards is a limit.
        """
        members = [pid for pid in self._processes() if self._is_member[pid]]
        if sum(map(_rss, members)) > self.peak:
            held = sum(map(_pss, members))
            self.peak = max(self.peak, min(held, sum(map(_rss, members))))

    def _processes(self) -> list[int]:
        found = [int(name) for name in os.listdir(_PROC) if name.isdigit()]  # noqa: PTH208 - often
        session = next(iter(self._is_member))
        for pid in found:
            if pid not in self._is_member:
                self._is_member[pid] = _session(pid) == session
        return found


def _session(pid: int) -> int:
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return int(fields[_SESSION]) if fields else 0


def _rss(pid: int) -> int:
    fields = _read(pid, "statm").split()
    return int(fields[1]) * _PAGE if fields else 0


def _pss(pid: int) -> int:
    for line in _read(pid, "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _read(pid: int, name: str) -> str:
    """Read what /proc says of a process, nothing if it has ended."""
    try:
        return (_PROC / str(pid) / name).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
