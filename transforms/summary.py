"""The summary: what an analyst wants to see first; each answer is a query of sql/summary/."""

import re

import duckdb

from transforms.models import SQL
from transforms.output import print_table
from transforms.status import count_rows


def print_summary(connection: duckdb.DuckDBPyConnection) -> None:
    """Print the rows of each table, then every answer of sql/summary/, in order of file names."""
    print_table(["table", "rows"], list(count_rows(connection).items()), title="Rows per table")
    for path in sorted((SQL / "summary").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        title = re.sub(r"^-- ", "", text.splitlines()[0])
        found = connection.execute(text)
        names = [column[0].replace("_", " ") for column in found.description or []]
        rows = found.fetchall()
        if rows:
            print_table(names, rows, title=f"\n{title}")
        else:
            print_table([title], [("none",)])
