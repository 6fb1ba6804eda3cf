"""Lines of the archive, cut for a cluster: each task reads some chunks in a DuckDB of its own.

A task gives back what one machine makes of the same chunks: typed lines as `typed_events`, and what
was refused. It holds one chunk at a time; what it writes lies below the folder that it is given.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from transforms.archive.formats.format import CHUNK_BYTES, Chunk
from transforms.archive.reader import Batch, read_batch, unpacked
from transforms.config import Config, WarehouseSettings
from transforms.home import Home
from transforms.lake.connection import close, connect
from transforms.load.loader import read_plain_lines
from transforms.load.typed_lines import REFUSED_LINES, type_lines
from transforms.models.model import SQL

if TYPE_CHECKING:  # imported when it is run
    import pyarrow

#: What a task reads at least, if there is so much: less would cost more to hand out than to read.
TASK_BYTES = 4 * CHUNK_BYTES
_MOST_PIECES = 250
#: Rows that a task holds as one Arrow batch.
_ROWS = 4_096
#: A row is a typed line (`line`) or a refused one (`refusal`); the other is empty.
_LINES = f"""
    select typed_events as line from typed_events
    union all by name
    select refused_lines as refusal from ({REFUSED_LINES}) as refused_lines
"""
_NOTHING = [str(SQL / "seeds" / "empty.jsonl")]


@dataclass(frozen=True)
class Piece:
    """A chunk of a batch, or the whole of one that is packed or in a bucket.

    `number` is the batch's among all.
    """

    batch_id: str
    number: int
    size: int
    chunk: Chunk | None = None


#: What one task reads, one piece after the other.
Task = tuple[Piece, ...]


@dataclass(frozen=True)
class Reader:
    """What all tasks have in common; it is sent to each, and holds no address of the lake.

    `scratch` is a folder that all of them see. Packed batches are cut to `chunk_bytes` there.
    """

    home: Home
    config: Config
    scratch: Path
    chunk_bytes: int = CHUNK_BYTES

    @classmethod
    def of(
        cls, home: Home, config: Config, scratch: Path, chunk_bytes: int = CHUNK_BYTES
    ) -> "Reader":
        """Make a reader whose tasks take one thread each."""
        own = WarehouseSettings(memory_limit=config.warehouse.memory_limit, threads=1)
        return cls(home, config.model_copy(update={"warehouse": own}), scratch, chunk_bytes)

    def cut(self, batch_ids: Iterable[str], task_bytes: int = TASK_BYTES) -> list[Task]:
        """Cut batches to tasks, in their order; plain ones are read once for it.

        Raises:
            InputMissing: archive/ has no such batch.
        """
        tasks: list[list[Piece]] = []
        size = 0
        for number, batch_id in enumerate(batch_ids):
            for piece in self._pieces(read_batch(self.home, batch_id), number):
                size += piece.size
                if not tasks or size > task_bytes or len(tasks[-1]) == _MOST_PIECES:
                    tasks.append([])
                    size = piece.size
                tasks[-1].append(piece)
        return [tuple(task) for task in tasks]

    def schema(self) -> "pyarrow.Schema":
        """Tell the columns of what a task gives back, and their types."""
        with TemporaryDirectory(dir=self.scratch) as folder:
            connection = connect(self.config, Path(folder, "spill"))
            try:
                type_lines(connection, self.config, [], [])
                return _lines(connection, _NOTHING).schema
            finally:
                close(connection)

    def read(self, task: Task) -> Iterator["pyarrow.RecordBatch"]:
        """Read a task's pieces, typed and refused lines, as they come.

        Raises:
            InputMissing: archive/ has no such batch where the task runs.
            StorageError: a batch or the scratch folder is damaged.
        """
        with TemporaryDirectory(dir=self.scratch) as folder:
            connection = connect(self.config, Path(folder, "spill"))
            try:
                for piece in task:
                    yield from self._read(connection, piece, Path(folder))
            finally:
                close(connection)

    def _pieces(self, batch: Batch, number: int) -> Iterator[Piece]:
        if batch.is_packed or not batch.store.is_local:  # it is unpacked, or fetched, as a whole
            yield Piece(batch.batch_id, number, batch.manifest.bytes)
            return
        for chunk in batch.format.cut(batch.path, self.chunk_bytes):
            yield Piece(batch.batch_id, number, chunk.size, chunk)

    def _read(
        self, connection: duckdb.DuckDBPyConnection, piece: Piece, folder: Path
    ) -> Iterator["pyarrow.RecordBatch"]:
        batch = read_batch(self.home, piece.batch_id)
        with TemporaryDirectory(dir=folder) as plain:
            path = unpacked(batch, Path(plain))
            cut = [piece.chunk] if piece.chunk else batch.format.cut(path, self.chunk_bytes)
            for chunk in cut:
                with TemporaryDirectory(dir=folder) as into:
                    reading = read_plain_lines(batch, path, Path(into), self.config, chunks=[chunk])
                    type_lines(connection, self.config, [(batch, reading)], [], piece.number)
                    refused = [str(each) for each in reading.refusals]
                    yield from _lines(connection, refused or _NOTHING)


def _lines(
    connection: duckdb.DuckDBPyConnection, refused: list[str]
) -> "pyarrow.RecordBatchReader":
    return connection.execute(_LINES, {"parts": refused}).to_arrow_reader(_ROWS)
