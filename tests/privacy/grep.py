"""Every byte below a folder, unpacked: what an erasure must have left nothing in."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import zstandard


def paths_naming(home: Path, ids: set[str]) -> list[str]:
    """List the files below a home that hold one of the ids, also packed."""
    sought = [each.encode() for each in ids]
    return [
        str(path.relative_to(home))
        for path in sorted(home.rglob("*"))
        if path.is_file() and any(each in content for content in _contents(path) for each in sought)
    ]


def _contents(path: Path) -> Iterator[bytes]:
    yield path.name.encode()
    raw = path.read_bytes()
    yield raw
    if path.suffix == ".zst":
        yield zstandard.ZstdDecompressor().stream_reader(raw).read()
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            for (text,) in connection.execute(
                "select cast(t as varchar) from read_parquet(?, hive_partitioning = false) as t",
                [str(path)],
            ).fetchall():
                yield text.encode()
    if path.suffix == ".duckdb":
        with duckdb.connect(path, read_only=True) as connection:
            tables = connection.execute("select table_name from duckdb_tables()").fetchall()
            for (name,) in tables:
                yield str(connection.execute(f"from {name}").fetchall()).encode()
