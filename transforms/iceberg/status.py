"""What readers of a lake on Iceberg see, and what a run has drafted that they do not."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from transforms.config import Config
from transforms.iceberg import pointers
from transforms.iceberg.database import reading
from transforms.iceberg.pointers import Switch

_SHOWN = 10


@dataclass(frozen=True)
class Status:
    """The last switches, the newest first; batches, count; tables in which drafts differ."""

    switches: list[Switch]
    batches: int
    drafts: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Give all of it, with the snapshots by which readers are pinned."""
        return {
            "batches": self.batches,
            "drafts": self.drafts,
            "switches": [
                {
                    "switch_id": each.switch_id,
                    "kind": each.kind,
                    "switched_at": each.switched_at.astimezone(UTC).isoformat(),
                    "rows": each.rows,
                    "snapshots": each.snapshots,
                }
                for each in self.switches
            ],
        }


def look(config: Config) -> Status:
    """Ask the database; Spark is not started.

    Raises:
        Unavailable: it does not answer.
    """
    with reading(config) as database:
        if not pointers.has_ledger(database):
            return Status([], 0, {})
        ahead = {name: tables for name, tables in pointers.drafts(database).items() if tables}
        batches = len(pointers.loaded_ids(database))
        return Status(pointers.switches(database, _SHOWN), batches, ahead)
