"""Drift by file: which columns each batch brought, and which were new, missing or renamed.

It is told from what the lake keeps of a batch, so that loading one costs nothing more: the fields
of its accepted lines, the fields that no rule knows (`ops.field_drift`), and the columns that its
manifest names where it was made from a table.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import msgspec

from transforms.archive.names import MANIFEST
from transforms.archive.store import store_of
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.sources.columns import named_columns, read_columns, wanted_columns
from transforms.system.setting_sources import SourceMapping

#: The fields of an event as producers spell them, with what staging calls them.
FIELDS = {
    "event_id": "producer_event_id",
    **{
        name: name
        for name in (
            *("user_pseudo_id", "user_id", "ga_session_id", "page_location", "page_title"),
            *("page_referrer", "source", "medium", "campaign", "device_category", "country"),
            *("experiment_id", "coupon", "currency", "payment_type", "transaction_id", "value"),
            *("tax", "shipping", "checkout_step", "installments", "items"),
        )
    },
}


@dataclass(frozen=True)
class SourceColumn:
    """A column of a batch; `filled` counts the rows that had it, where that is known.

    Its `state` is `known`, `new`, `missing` or `ignored`.
    """

    batch_id: str
    column: str
    rows: int
    filled: int | None
    state: str
    looks_like: str | None = None


class _Columns(msgspec.Struct):
    """What a manifest tells of the table that a batch was made from, if of any."""

    source_name: str = ""
    columns: list[str] = msgspec.field(default_factory=list)


def batches_of_day(connection: duckdb.DuckDBPyConnection, day: Any, day_of: str) -> list[str]:
    """List the batches whose last event lies on a day; `day_of` is the SQL of a batch's day."""
    rows = connection.execute(
        f"select batch_id from lake.ops.batches where state = 'loaded' and {day_of} = ?"
        " order by received_at, batch_id",
        [day],
    )
    return [batch_id for (batch_id,) in rows.fetchall()]


def source_columns(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, batch_ids: Sequence[str]
) -> list[SourceColumn]:
    """Tell the columns of batches, in their order, each batch's by name."""
    if not batch_ids:
        return []
    rows, known = _known(connection, batch_ids), _drift(connection, batch_ids)
    found = []
    for batch_id in batch_ids:
        table = _of_table(connection, lakehouse, batch_id)
        count, filled = rows.get(batch_id, (0, {}))
        if table:
            found += [
                SourceColumn(batch_id, name, count, None, state, looks_like)
                for name, (state, looks_like) in table.items()
            ]
        else:
            found += _of_lines(batch_id, count, filled, known.get(batch_id, {}))
    return found


def renamed(columns: Iterable[SourceColumn]) -> Iterator[SourceColumn]:
    """Pick the columns that are missing where a new one looks like them."""
    return (each for each in columns if each.state == "missing" and each.looks_like)


def _of_lines(
    batch_id: str, rows: int, filled: dict[str, int], new: dict[str, int]
) -> list[SourceColumn]:
    """Tell the columns of JSON lines; of one that no line has, only that another looks like it."""
    likes = _alike(new, [name for name, count in filled.items() if not count])
    columns = [
        SourceColumn(batch_id, name, rows, count, "known")
        for name, count in filled.items()
        if count
    ]
    columns += [
        SourceColumn(batch_id, name, rows, lines, "new", likes.get(name))
        for name, lines in new.items()
    ]
    columns += [
        SourceColumn(batch_id, gone, rows, 0, "missing", name) for name, gone in likes.items()
    ]
    return sorted(columns, key=lambda each: each.column)


def _of_table(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, batch_id: str
) -> dict[str, tuple[str, str | None]]:
    """Compare the columns of a table with those of the one before from the same source.

    What the mapping names is no news, and what it finds in another column, or ignores, is not
    missing.
    """
    home = lakehouse.home
    own = _manifest_columns(home, batch_id)
    if not own.columns:
        return {}
    mapping = lakehouse.config.sources.get(own.source_name)
    before = next(
        (
            set(each.columns)
            for each in (_manifest_columns(home, name) for name in _before(connection, batch_id))
            if each.columns and each.source_name == own.source_name
        ),
        set(own.columns),
    )
    states = {name: _state(name, before, mapping) for name in own.columns}
    gone = sorted(before - set(own.columns))
    if own.source_name and mapping is None:  # of other settings: nobody can tell what is missing
        return dict.fromkeys(own.columns, ("known", None))
    if mapping:
        there = read_columns(mapping) - set(wanted_columns(mapping, set(own.columns)))
        gone = [name for name in gone if name not in there.union(mapping.ignore)]
    likes = _alike(sorted(name for name, state in states.items() if state == "new"), gone)
    backwards = {missing: name for name, missing in likes.items()}
    found = {name: (state, likes.get(name)) for name, state in states.items()}
    return found | {name: ("missing", backwards.get(name)) for name in gone}


def _state(name: str, before: Collection[str], mapping: SourceMapping | None) -> str:
    if mapping and name in mapping.ignore:
        return "ignored"
    return "known" if name in before or (mapping and name in named_columns(mapping)) else "new"


def _before(connection: duckdb.DuckDBPyConnection, batch_id: str) -> list[str]:
    rows = connection.execute(
        """
        select batch_id from lake.ops.batches
        where state = 'loaded' and (received_at, batch_id) < (
            select (received_at, batch_id) from lake.ops.batches where batch_id = ?
        )
        order by received_at desc, batch_id desc limit 100
        """,
        [batch_id],
    )
    return [name for (name,) in rows.fetchall()]


def _manifest_columns(home: Home, batch_id: str) -> _Columns:
    store, name = store_of(home), f"{batch_id}{MANIFEST}"
    if name not in store.names_of(batch_id):
        return _Columns()
    try:
        return msgspec.json.decode(store.read(name), type=_Columns)
    except msgspec.DecodeError:
        return _Columns()  # `doctor` tells of a damaged manifest


def _known(
    connection: duckdb.DuckDBPyConnection, batch_ids: Sequence[str]
) -> dict[str, tuple[int, dict[str, int]]]:
    """Count the accepted lines of batches, and those that brought each field."""
    counts = ", ".join(
        f"count({'nullif(len(items), 0)' if column == 'items' else column})"
        for column in FIELDS.values()
    )
    rows = connection.execute(
        f"select batch_id, count(*), {counts} from lake.staging.stg_events"
        " where batch_id between $1 and $2 and batch_id in (select unnest($3)) group by batch_id",
        [min(batch_ids), max(batch_ids), list(batch_ids)],
    )
    return {
        batch_id: (count, dict(zip(FIELDS, filled, strict=True)))
        for batch_id, count, *filled in rows.fetchall()
    }


def _drift(
    connection: duckdb.DuckDBPyConnection, batch_ids: Sequence[str]
) -> dict[str, dict[str, int]]:
    rows = connection.execute(
        "select batch_id, field, lines from lake.ops.field_drift"
        " where field is not null and batch_id in (select unnest(?)) order by field",
        [list(batch_ids)],
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for batch_id, field, lines in rows.fetchall():
        found[batch_id][field] = lines
    return found


def _alike(new: Iterable[str], gone: Iterable[str]) -> dict[str, str]:
    """Pair new names with those that are gone and read alike without case, `_` and `-`."""
    by_letters = {_letters(name): name for name in gone}
    return {name: by_letters[_letters(name)] for name in new if _letters(name) in by_letters}


def _letters(name: str) -> str:
    return re.sub(r"[_\s-]", "", name).casefold()
