"""Measure a command: seconds, processor seconds, and the most memory its processes held at once.

Memory is that of the whole tree: while the command runs, the Pss of all its processes (pages that
several share counted once) is read from /proc and added up, a hundred times a second at first,
four times after a while. What the kernel says of the largest single process is never undercut.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from benchmarks.tree_memory import TreeMemory

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Measured:
    """How a command went; `began_at` is in seconds since 1970."""

    began_at: float
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    out: str
    err: str

    def figures(self) -> dict[str, float]:
        """Give what is worth keeping."""
        return {
            "seconds": self.seconds,
            "cpu_seconds": self.cpu_seconds,
            "peak_bytes": self.peak_bytes,
        }


def python(*arguments: str | Path) -> Measured:
    """Measure a Python script or module of the project, as if called from its folder.

    Raises:
        SystemExit: it did not end with 0.
    """
    return measure(sys.executable, *arguments)


def measure(*command: str | Path) -> Measured:
    """Measure a command from start to exit, in a session of its own.

    Raises:
        SystemExit: it did not end with 0.
    """
    os.sync()  # what others have written is not for this command to wait for
    with TemporaryFile() as out, TemporaryFile() as err:
        began_at, started = time.time(), time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - commands of this project
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=PROJECT,
            env={name: os.environ[name] for name in os.environ if "LAKEHOUSE" not in name},
            start_new_session=True,
        )
        with _watched(process) as memory:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        measured = Measured(
            began_at=began_at,
            seconds=seconds,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_bytes=max(memory.peak, usage.ru_maxrss * 1024),
            out=_text(out),
            err=_text(err),
        )
    if process.returncode:
        said = (measured.err or measured.out)[-2000:]
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}: {said}")
    return measured


@contextmanager
def _watched(process: subprocess.Popen[bytes]) -> Iterator[TreeMemory]:
    """Watch a process's memory; an interrupt ends the process too."""
    memory = TreeMemory(process.pid)
    memory.start()
    try:
        yield memory
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        raise
    finally:
        memory.done.set()
        memory.join()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
