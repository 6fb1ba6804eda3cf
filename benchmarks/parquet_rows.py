"""A large file of Parquet in little memory: `python -m benchmarks.parquet_rows [GIGABYTES ...]`.

Page views of 4 KB, most of it a text that the mapping ignores and that nothing compresses, are
loaded as a whole run on a new lake, with DuckDB at 1 GB: what a run holds is told for each size,
and must not grow with it.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.measuring import Measured, python

_ROW_BYTES = 4_000
_GIGABYTE = 1_000_000_000
_MIB = 1 << 20


def write_parquet(path: Path, rows: int) -> None:
    """Write so many rows of about 4 KB, in row groups as warehouses write them."""
    with duckdb.connect(config={"memory_limit": "2GB", "threads": 1}) as connection:
        connection.execute(
            "create table noise as select string_agg(md5(i::varchar), '' order by i) as text"
            " from range(250000) as numbers (i)"
        )
        connection.execute(
            f"""
            copy (
                select
                    'page_view' as name,
                    timestamp '2025-02-01' + to_milliseconds(i * 1209600000 // {rows}) as at,
                    'c' || i // 6 as client,
                    'https://shop.example/p/' || i % 200 as page,
                    substr(text, 1 + (i * 7919) % 7990000, {_ROW_BYTES - 100}) as content
                from range({rows}) as numbers (i), noise
            ) to '{path}' (
                format parquet, compression uncompressed, row_group_size 30720
            )
            """
        )


def settings() -> dict[str, object]:
    """Give the settings: DuckDB at 1 GB, and a mapping that reads four columns of five."""
    mapping = {
        "format": "parquet",
        "fields": {
            "event_name": "name",
            "event_timestamp": "at",
            "user_pseudo_id": "client",
            "platform": {"value": "WEB"},
            "page_location": "page",
        },
        "ignore": ["content"],
    }
    return {
        "warehouse": {"memory_limit": "1GB"},
        "limits": {"file_bytes": 100 * _GIGABYTE},
        "sources": {"pages": mapping},
    }


def load(folder: Path, path: Path) -> Measured:
    """Load a file into a new lake, as a whole process."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(settings()))
    return python("etl.py", "run", "--quiet", "--home", folder, "--source", "pages", path)


def main(sizes: Sequence[float]) -> None:
    """Measure, and tell."""
    for size in sizes:
        with TemporaryDirectory() as name:
            path, rows = Path(name) / "pages.parquet", int(size * _GIGABYTE / _ROW_BYTES)
            write_parquet(path, rows)
            run = load(Path(name) / "home", path)
            sys.stdout.write(
                f"{path.stat().st_size / _GIGABYTE:.2f} GB of Parquet, {rows:,} rows:"
                f" {run.seconds:.0f} s, {run.cpu_seconds:.0f} of the processor,"
                f" {run.peak_bytes / _MIB:,.0f} MiB\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main([float(size) for size in sys.argv[1:]] or [1, 4])
