"""The second look: an erasure searches again for the person before it says that it is done.

Records are found by their numbers and blanked by their bytes; where the two do not agree, somebody
else's record is blank and the person's is still there. So what was changed is read anew, and so is
every batch whose bytes may name the person.
"""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from transforms.archive.names import batch_ids
from transforms.archive.reader import archived_ids, read_batch
from transforms.config import Config
from transforms.errors import PromiseBroken
from transforms.home import Home
from transforms.models.comments import tables
from transforms.privacy.copies import naming_reasons, old_lakes
from transforms.privacy.find import find_personal_data
from transforms.privacy.journal import Journal, write_journal
from transforms.privacy.spellings import Spellings
from transforms.privacy.stream_fields import naming_manifests
from transforms.system.durable import reaching
from transforms.system.units import counted

_PERSON = ("user_id", "user_pseudo_id", "visitor_id")


def look_again(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config, journal: Journal
) -> None:
    """Search everything once more; what is found goes into the journal for the next time.

    Raises:
        PromiseBroken: something is left; it says where, and not of whom.
    """
    spellings = Spellings(journal.ids)
    again = [*filter(set(journal.lines).__contains__, archived_ids(home))]
    again += _naming_batches(home, spellings, set(again))
    found = find_personal_data(connection, home, config, journal.user_id, journal, again=again)
    left = [
        f"{counted(len(found), 'line')} of {name}" for name, found in found.journal.lines.items()
    ]
    left += [f"{counted(len(found.files), 'file')} of dead_letter/files"] if found.files else []
    left += _rows_left(connection, journal.ids)
    left += [f"dead_letter/{path.name}" for path in _naming_exports(home, spellings)]
    left += [f"dead_letter/batches/{path.name}" for path in naming_reasons(home, journal.ids)]
    left += [f"archive/{name}" for name in naming_manifests(home, spellings)]
    left += [path.name for path in old_lakes(home, config)]
    if left:
        journal.add(found.journal)
        journal.is_left = True
        write_journal(home, journal)
        raise PromiseBroken(
            f"erasure: nothing must be left of the person, got {', '.join(left)};"
            " it is not done: erase again"
        )


def _naming_batches(home: Home, spellings: Spellings, known: set[str]) -> Iterator[str]:
    """Find the other batches of archive/ whose bytes name the person, perhaps in others' texts."""
    for batch_id in archived_ids(home):
        if batch_id not in known and spellings.are_in_blocks(read_batch(home, batch_id).blocks()):
            yield batch_id


def _rows_left(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> Iterator[str]:
    """Count the rows of each table that are the person's."""
    for table in tables():
        address = f"lake.{table.schema}.{table.name}"
        columns = connection.execute(f"select column_name from (describe {address})").fetchall()
        named = [name for (name,) in columns if name in _PERSON]
        if named:
            found = " or ".join(f"{name} in (select unnest($ids))" for name in named)
            query = f"select count(*) from {address} where {found}"
            ((rows,),) = connection.execute(query, {"ids": ids}).fetchall()
            if rows:
                yield f"{counted(rows, 'row')} of {table.schema}.{table.name}"


def _naming_exports(home: Home, spellings: Spellings) -> Iterator[Path]:
    """Find the copies of refused lines that hold one of the person's."""
    for batch_id in batch_ids(home.dead_letter):
        path = home.dead_letter / f"{batch_id}.jsonl"
        with reaching(path), path.open("rb") as file:
            if any(map(spellings.are_in, _raw_lines(file))):
                yield path


def _raw_lines(exported: Iterable[bytes]) -> Iterator[bytes]:
    for line in exported:
        row = json.loads(line)
        yield b64decode(row.get("raw_base64") or "") or (row.get("raw") or "").encode()
