"""Names: a batch's files by its id, which of them count, and what lies in a folder."""

import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from transforms.system.durable import reaching

MANIFEST = ".manifest.json"
PLAIN = ".jsonl"
PACKED = ".jsonl.zst"
_BATCH_ID = re.compile(r"processing_batch_[0-9]{8}_[0-9]{6}_[0-9a-f]{12}")


def is_batch_id(text: str) -> bool:
    """Tell a batch's id from other names."""
    return _BATCH_ID.fullmatch(text) is not None


def received_at(batch_id: str) -> datetime:
    """Tell by its name, processing_batch_<YYYYMMDD_HHMMSS>_…, when a batch came in (UTC)."""
    return datetime.fromisoformat(batch_id.split("_", 2)[2][:15].replace("_", "T"))


def ids_in(listed: Iterable[str]) -> list[str]:
    """Pick the ids of batch files out of names, in name order."""
    ids = {name.partition(".")[0] for name in listed if name.endswith((PLAIN, PACKED))}
    return sorted(filter(is_batch_id, ids))


def batch_ids(folder: Path) -> list[str]:
    """List the ids that stand as batch files in a folder, in name order."""
    return ids_in(names(folder))


def names(folder: Path) -> list[str]:
    """List what lies in a folder, which may be missing."""
    with reaching(folder):
        return [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
