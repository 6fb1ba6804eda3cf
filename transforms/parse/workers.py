"""Worker processes that read chunks, and the program that each of them runs.

A worker is started fresh and imports this package only, whatever the main program is. It takes
a chunk per line of its input and answers with a line; it ends when its input ends, hence also
with the process that started it.
"""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from msgspec import Struct
from msgspec.json import decode, encode

from transforms.archive.formats import find_format
from transforms.archive.formats.format import Chunk
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.config import LimitSettings
from transforms.errors import LakehouseError, StorageError
from transforms.parse.lines import Part, read_chunk
from transforms.sources.mapping import Mapper
from transforms.system.setting_rules import IdSettings
from transforms.system.setting_sources import SourceMapping

_WAITING_PER_WORKER = 3
_PROGRAM = "from transforms.parse.workers import work; work()"


@dataclass(frozen=True)
class Job:
    """What all chunks of a batch have in common."""

    path: str
    into: str
    limits: dict[str, Any]
    now_us: int
    form: str = JSON_LINES.name
    ids: dict[str, Any] = field(default_factory=dict)
    source: dict[str, Any] | None = None
    source_name: str = ""

    def read(self, chunk: Chunk) -> Part:
        """Read one chunk in this process."""
        limits = LimitSettings.model_validate(self.limits)
        ids = IdSettings.model_validate(self.ids)
        path, into = Path(self.path), Path(self.into)
        form = find_format(self.form, path.name)
        source = SourceMapping.model_validate(self.source) if self.source else None
        mapper = Mapper(source, self.source_name) if source else None
        return read_chunk(path, chunk, into, limits, self.now_us, form, ids, mapper)


class Answer(Struct):
    """What a worker says of a chunk."""

    part: Part | None = None
    error: str = ""


class Worker:
    """One process that reads a chunk at a time."""

    def __init__(self, job: Job) -> None:
        home = str(Path(__file__).parents[2])
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-c", _PROGRAM, encode(job).decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def read(self, chunk: Chunk) -> Part:
        """Read one chunk in the worker.

        Raises:
            StorageError: the worker could not write its part.
            LakehouseError: the worker ended.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise LakehouseError("a worker must have pipes, got none")
        try:
            self._process.stdin.write(encode(chunk) + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            code = self._process.wait()
            raise LakehouseError(f"a reading worker must answer, it ended with exit code {code}")
        answer = decode(line, type=Answer)
        if answer.part is None:
            raise StorageError(answer.error)
        return answer.part

    def stop(self) -> None:
        """End the process; what it was reading is thrown away."""
        self._process.kill()
        self._process.communicate()


def read_in_workers(
    chunks: Iterator[Chunk], job: Job, workers: int
) -> Iterator[tuple[Chunk, Part]]:
    """Read chunks in worker processes; they come back in their order, few at a time."""
    started: list[Worker] = []
    idle: SimpleQueue[Worker] = SimpleQueue()
    waiting: deque[tuple[Chunk, Future[Part]]] = deque()

    def read(chunk: Chunk) -> Part:
        worker = idle.get()
        try:
            return worker.read(chunk)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(workers) as threads:
        try:
            for _ in range(workers):
                started.append(Worker(job))
                idle.put(started[-1])
            for chunk in chunks:
                waiting.append((chunk, threads.submit(read, chunk)))
                if len(waiting) >= workers * _WAITING_PER_WORKER:
                    first, part = waiting.popleft()
                    yield first, part.result()
            while waiting:
                first, part = waiting.popleft()
                yield first, part.result()
        finally:
            for _, part in waiting:
                part.cancel()
            for worker in started:
                worker.stop()


def work() -> None:
    """Read the chunks that standard input names, until it ends."""
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, signal.SIG_IGN)  # whoever started this process ends it
    job = decode(sys.argv[1], type=Job)
    for line in sys.stdin.buffer:
        try:
            answer = Answer(job.read(decode(line, type=Chunk)))
        except StorageError as error:
            answer = Answer(error=str(error))
        sys.stdout.buffer.write(encode(answer) + b"\n")
        sys.stdout.buffer.flush()
