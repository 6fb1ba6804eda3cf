"""Files that were mostly refused: what is good of them is loaded, and somebody must hear of it.

Messages are cut into batches as they come, so their share says nothing.
"""

import duckdb

from transforms.archive.reader import Batch
from transforms.load.dead_letters import count_dead_letters
from transforms.load.ledger import Entry

_SERVICES = ("sqs:", "kafka:", "kinesis:")


def mostly_refused(
    connection: duckdb.DuckDBPyConnection, batch: Batch, entry: Entry, share: float
) -> str | None:
    """Say in a sentence that more than this share of a file's lines were refused, and why most."""
    lines = entry.lines - entry.blank
    if batch.manifest.source.startswith(_SERVICES) or entry.dead_lettered <= share * lines:
        return None
    reasons = count_dead_letters(connection, entry.batch_id, None)
    first = dict(zip(reasons.columns, reasons.fetchone() or (), strict=True))
    return (
        f"{batch.manifest.source} must hold events, got {entry.dead_lettered:,} refused of"
        f" {lines:,} lines, {first['lines']:,} of them with {first['code']}: {first['example']}."
        f" The others are loaded; `etl.py dead-letters show --batch {entry.batch_id}` has these"
    )
