"""Which source a file is of: the one that is named, else the first whose pattern its name fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePath

from transforms.ingest.files.folders import Found
from transforms.system.setting_sources import SourceMapping


@dataclass(frozen=True)
class FileSources:
    """The sources of the settings; `named` is that of every file, if it is not empty."""

    mappings: Mapping[str, SourceMapping] = field(default_factory=dict)
    named: str = ""

    def name_of(self, found: Found) -> str:
        """Name the source of a file; nothing, if it is of none."""
        if self.named:
            return self.named
        return next(
            (
                name
                for name, source in self.mappings.items()
                if any(_fits(found, pattern) for pattern in source.files)
            ),
            "",
        )


def _fits(found: Found, pattern: str) -> bool:
    return fnmatchcase(found.source, pattern) or PurePath(found.path).match(pattern)


NO_SOURCES = FileSources()
