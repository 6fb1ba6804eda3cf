"""Files looked at without being taken: read and judged like any, and written nowhere."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from transforms.archive.writer import Archive, Batch, BatchWriter, Manifest
from transforms.home import Home


class DryRunWriter(BatchWriter):
    """A writer of batches that writes none; `seen` holds the hashes of the files before."""

    def __init__(self, home: Home, archive: Archive, seen: set[str]) -> None:
        super().__init__(home, archive)
        self._known = archive
        self._seen = seen

    def __enter__(self) -> Self:
        self._file = Path(os.devnull).open("wb")
        return self

    def finish(
        self,
        source: str,
        *,
        notes: Iterable[str] = (),
        message_ids: Sequence[str] = (),
        message_lines: Sequence[int] = (),
    ) -> Batch:
        """Tell what the batch would be: a new one, or the one that holds these bytes already."""
        del message_ids, message_lines  # files have none
        sha256 = self._hash.hexdigest()
        known = self._known.find(sha256)
        if known is not None:
            return replace(known, is_duplicate=True)
        now = datetime.now(UTC)
        manifest = Manifest(
            batch_id=self._known.free_id(sha256, now),
            source=source,
            format="jsonl",
            sha256=sha256,
            bytes=self._bytes,
            lines=self._line_ends + (self._last_byte != b"\n"),
            received_at=now.isoformat(timespec="microseconds"),
            notes=list(notes),
        )
        is_duplicate = sha256 in self._seen
        self._seen.add(sha256)
        return Batch(manifest.batch_id, self._part, manifest, is_duplicate)
