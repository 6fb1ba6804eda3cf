"""Features at cutoffs, with what became of people after them, in one file for training elsewhere.

Personal columns follow `publish.left_out` and `publish.pseudonymised`, as in every file that
leaves the lake; the table goes by the name of the features, `person_features`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import InputMissing, UsageError
from transforms.lake.snapshots import pin
from transforms.lake.sql import text_literal
from transforms.lakehouse import Lakehouse
from transforms.ml.people import FEATURE_SET, LABELS, features_sql, labels_sql, watermark
from transforms.publish.exports import OPTIONS, cells
from transforms.publish.personal import hand_over_key, published_columns
from transforms.publish.views import View
from transforms.system.durable import part_beside, reaching, sync_file, sync_folder


def export(
    lakehouse: Lakehouse, cutoffs: Sequence[date], target: Path, form: str, *, labelled: bool
) -> int:
    """Write a row for each person and cutoff, and give their number; half a file is none.

    Raises:
        UsageError: a cutoff's labels cannot be known yet, or its day is not over.
        InputMissing: there is no folder for the file, or the lake has no event.
        ConfigError: pseudonyms are asked for without their key.
    """
    if not target.parent.is_dir():
        raise InputMissing(f"--out must name a file of a folder that is there, got {target}")
    with lakehouse.reading() as connection:
        pin(connection, lakehouse.home, lakehouse.config)
        _check(cutoffs, watermark(connection), lakehouse.config, labelled=labelled)
        connection.execute(
            f"create temp view exported as {_query(lakehouse, cutoffs, labelled=labelled)}"
        )
        view = View("ml", FEATURE_SET, _columns(connection))
        columns = published_columns(lakehouse.config.publish, view)
        return _write(connection, columns, target, form)


def _query(lakehouse: Lakehouse, cutoffs: Sequence[date], *, labelled: bool) -> str:
    """Write the query of all cutoffs: each row knows what was before its own."""
    return " union all ".join(
        _labelled(lakehouse.config, cutoff)
        if labelled
        else f"from ({features_sql(lakehouse.config, cutoff)})"
        for cutoff in sorted(set(cutoffs))
    )


def _labelled(config: Config, cutoff: date) -> str:
    names = ", ".join(f"labels.{name}" for name in LABELS)
    return (
        f"select features.*, {names} from ({features_sql(config, cutoff)}) as features"
        f" inner join ({labels_sql(config, cutoff)}) as labels using (user_id)"
    )


def _check(cutoffs: Sequence[date], end: date, config: Config, *, labelled: bool) -> None:
    days = max(config.ml.horizon_days, config.ml.value_days) if labelled else 0
    last = end - timedelta(days=days)
    late = [each for each in cutoffs if each > last]
    if late and labelled:
        raise UsageError(
            f"--at must be {last} or before, as labels take {days} days and the lake ends with"
            f" {end}, got {late[0]}; --unlabelled writes features alone"
        )
    if late:
        raise UsageError(f"--at must be {end} or before, as far as events go, got {late[0]}")


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    found = "select column_name, column_type from (describe exported)"
    return dict(connection.execute(found).fetchall())


def _write(
    connection: duckdb.DuckDBPyConnection, columns: dict[str, str], target: Path, form: str
) -> int:
    """Write the columns beside the target, and let the file take its place when it is whole."""
    listed = ", ".join(f"{value} as {name}" for name, value in columns.items())
    order = ", ".join(name for name in ("cutoff", "user_id") if name in columns)
    if any(value != name for name, value in columns.items()):
        hand_over_key(connection)
    connection.execute(
        f"create temp table chosen as select {listed} from exported"
        + f" order by {order}" * bool(order)
    )
    row = connection.execute("select count(*) from chosen").fetchone()
    query = cells(connection, "chosen") if form == "csv" else "from chosen"
    part = part_beside(target)
    try:
        with reaching(target):
            connection.execute(f"copy ({query}) to {text_literal(str(part))} ({OPTIONS[form]})")
            sync_file(part)
            part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.parent)
    return int(row[0]) if row else 0
