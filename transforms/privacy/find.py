"""Personal data found: which ids a person goes by, and which lines and files name one of them.

Accepted lines count by what the reader made of them; refused ones are searched as bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from transforms.archive.reader import archived_ids, read_batch
from transforms.config import Config
from transforms.home import Home
from transforms.load.loader import read_lines
from transforms.load.standing import standing
from transforms.privacy.journal import Journal
from transforms.privacy.quarantined_files import find_quarantined_files
from transforms.privacy.refused_lines import Refused, TooLong, refused_by_reader, refused_in_lake
from transforms.privacy.skipped_rows import find_skipped_rows
from transforms.privacy.spellings import Spellings
from transforms.system.scratch import scratch_folder

#: Whose a line is: the person's whom it names; where it names nobody, whose the device is.
_NAMES = """
    user_id in (select unnest($ids)) or user_pseudo_id in (select unnest($ids))
    or (user_id is null and user_pseudo_id in (select unnest($shared)))
"""


@dataclass
class PersonalData:
    """What there is of a person: visitors, lines accepted, refused or skipped, quarantined files.

    Visitors are those under which nobody else is named. The journal says which ids and lines
    these are. `closed` are quarantined files of which nobody can tell.
    """

    journal: Journal
    visitors: int
    accepted: int = 0
    refused: int = 0
    skipped: int = 0
    files: list[Path] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)

    @property
    def are_any(self) -> bool:
        """Whether anything names the person."""
        lines = self.accepted + self.refused + self.skipped
        return bool(self.visitors or lines or self.files)

    def note(self, batch_id: str, numbers: Iterable[int]) -> None:
        """Note accepted lines."""
        found = list(numbers)
        self.journal.note(batch_id, found)
        self.accepted += len(found)

    def note_refused(self, refused: Iterable[Refused], spellings: Spellings) -> None:
        """Note those of the refused lines that name the person."""
        for each in refused:
            if spellings.are_in_blocks(each.blocks()):
                self.journal.note(each.batch_id, [each.line_number], too_long=each.is_too_long)
                self.refused += 1


def find_personal_data(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    user_id: str,
    begun: Journal | None = None,
    *,
    again: Iterable[str] = (),
) -> PersonalData:
    """Find what there is of a person in the lake, in batches that wait, and in quarantine.

    `begun` has ids that the lake may have forgotten since an erasure began, `again` are batches
    that are read from the archive although the lake has them.
    """
    visitors = _visitors(connection, user_id)
    shared = _shared(connection, user_id, visitors)
    own = visitors - shared
    journal = Journal(user_id, sorted({user_id, *own}), shared=sorted(shared))
    if begun is not None:
        journal.ids = sorted({*journal.ids, *begun.ids})
        journal.shared = sorted({*journal.shared, *begun.shared} - {*journal.ids})
    spellings = Spellings(journal.ids)
    found = PersonalData(journal, len(own))
    for batch_id, numbers in _accepted_lines(connection, journal):
        found.note(batch_id, numbers)
    with scratch_folder(home, "erasing") as scratch:
        too_long = TooLong(home, scratch)
        found.note_refused(refused_in_lake(connection, too_long), spellings)
        waiting = set(archived_ids(home)) - standing(connection).loaded
        for batch_id in sorted(waiting.union(again)):
            reading = read_lines(read_batch(home, batch_id), scratch / batch_id, config)
            found.note(batch_id, _lines_in(connection, reading.events, found.journal))
            refused = refused_by_reader(connection, batch_id, reading.refusals, too_long)
            found.note_refused(refused, spellings)
        for batch_id, numbers in find_skipped_rows(home, config, spellings, scratch):
            found.journal.note(batch_id, numbers)
            found.skipped += len(numbers)
    quarantined = find_quarantined_files(home, spellings)
    found.files, found.closed = list(quarantined.naming), list(quarantined.closed)
    return found


def _visitors(connection: duckdb.DuckDBPyConnection, user_id: str) -> set[str]:
    rows = connection.execute(
        "select visitor_id from lake.silver.silver_identity_map where user_id = ?", [user_id]
    ).fetchall()
    return {visitor_id for (visitor_id,) in rows}


def _shared(connection: duckdb.DuckDBPyConnection, user_id: str, visitors: set[str]) -> set[str]:
    """Find the visitors whose events name somebody else too: these events are not the person's."""
    rows = connection.execute(
        "select distinct user_pseudo_id from lake.staging.stg_events "
        "where user_id <> $user_id and user_pseudo_id in (select unnest($visitors))",
        {"user_id": user_id, "visitors": list(visitors - {user_id})},
    ).fetchall()
    return {visitor_id for (visitor_id,) in rows}


def _accepted_lines(
    connection: duckdb.DuckDBPyConnection, journal: Journal
) -> list[tuple[str, list[int]]]:
    return connection.execute(
        "select batch_id, list(line_number order by line_number) from lake.staging.stg_events "
        f"where {_NAMES} group by batch_id",
        {"ids": journal.ids, "shared": journal.shared},
    ).fetchall()


def _lines_in(
    connection: duckdb.DuckDBPyConnection, parts: list[Path], journal: Journal
) -> Iterator[int]:
    for part in parts:
        rows = connection.execute(
            f"""
            select line_number
            from read_json($part, format = 'newline_delimited', maximum_object_size = 134217728,
                columns = {{line_number: 'BIGINT', user_id: 'VARCHAR', user_pseudo_id: 'VARCHAR'}})
            where {_NAMES}
            """,
            {"part": str(part), "ids": journal.ids, "shared": journal.shared},
        ).fetchall()
        yield from (number for (number,) in rows)
