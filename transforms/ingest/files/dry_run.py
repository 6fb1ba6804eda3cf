"""Files looked at without being taken: read and judged like any, and written nowhere."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Self

from transforms.archive.formats import Format
from transforms.archive.writer import Archive, Batch, BatchWriter, Manifest
from transforms.home import Home


class DryRunWriter(BatchWriter):
    """A writer of batches that writes none; `seen` holds the hashes of the files before."""

    def __init__(self, home: Home, archive: Archive, form: Format, *, seen: set[str]) -> None:
        super().__init__(home, archive, form)
        self._seen = seen

    def __enter__(self) -> Self:
        self._file = Path(os.devnull).open("wb")
        return self

    def _repeated(self, known: Batch) -> Batch:
        return replace(known, is_duplicate=True)

    def _kept(self, manifest: Manifest, archive: Archive) -> Batch:  # noqa: ARG002 - takes nothing
        """Tell what the batch would be."""
        is_duplicate = manifest.sha256 in self._seen
        self._seen.add(manifest.sha256)
        return Batch(manifest.batch_id, self._part.name, manifest, self._store, is_duplicate)
