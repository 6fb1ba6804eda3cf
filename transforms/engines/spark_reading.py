"""Reading on a cluster: tasks of ours as tasks of Spark, and what they read as its rows."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from transforms.config import Config
from transforms.errors import Unavailable

if TYPE_CHECKING:  # imported when it is run
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

Task = TypeVar("Task")
#: Names the Python that Spark's workers start, which has this project and its packages.
_PYTHON = "spark.pyspark.python"
#: What a worker raised, within what Spark tells of it.
_RAISED = re.compile(r"Traceback \(most recent call last\):\n(?: .*\n)+(.+)")


def write_read(
    session: "SparkSession",
    config: Config,
    tasks: Sequence[Task],
    read: "Callable[[Task], Iterator[pyarrow.RecordBatch]]",
    schema: "pyarrow.Schema",
    target: Path,
) -> "DataFrame":
    """Write what `read` makes of each task, which is one task of Spark, as Parquet; give the rows.

    They come as Arrow batches and are handed on one by one.

    Raises:
        Unavailable: a task cannot read.
    """
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException
    from pyspark.sql.pandas.types import from_arrow_schema

    def run(numbers: "Iterator[pyarrow.RecordBatch]") -> "Iterator[pyarrow.RecordBatch]":
        for batch in numbers:
            for number in batch.column(0).to_pylist():
                yield from read(tasks[number])

    context: Any = session.sparkContext
    named = config.spark.options.get(_PYTHON) or os.environ.get("PYSPARK_PYTHON")
    context.pythonExec = named or sys.executable
    numbered = session.range(0, len(tasks), 1, max(len(tasks), 1))
    frame = numbered.mapInArrow(run, from_arrow_schema(schema, prefer_timestamp_ntz=True))
    try:
        frame.write.parquet(str(target), compression="zstd")
    except (Py4JJavaError, PySparkException) as error:
        raised = _RAISED.search(str(error))
        if raised is None:
            raise
        raise Unavailable(
            "a task of Spark must read the archive, with the packages and at the paths of this"
            f" process, got {raised[1]}"
        ) from error
    return session.read.parquet(str(target))
