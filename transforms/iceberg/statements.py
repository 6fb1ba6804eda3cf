"""Spark asked as DuckDB is: what checks and bounds ask, whoever answers."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import DataFrame, SparkSession


class Answer:
    """The rows of a statement: `description` names their columns."""

    def __init__(self, frame: "DataFrame") -> None:
        self.description = [(name,) for name in frame.columns]
        self._frame = frame

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give every row."""
        return [tuple(row) for row in self._frame.collect()]

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the first row, if there is one."""
        return next(iter(self.fetchall()), None)


class Statements:
    """A session of Spark that executes statements one by one."""

    def __init__(self, session: "SparkSession") -> None:
        self.session = session

    def execute(self, statement: str) -> Answer:
        """Run a statement; what it writes is written when this returns."""
        return Answer(self.session.sql(statement))
