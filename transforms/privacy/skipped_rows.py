"""Skipped rows: those of a source whose kind of event nobody wanted stay in the archive.

They are neither accepted nor refused, so they are searched as bytes, as refused lines are.
"""

from collections.abc import Iterator
from pathlib import Path

from transforms.archive.formats.format import NoEventError
from transforms.archive.reader import Batch, archived, unpacked
from transforms.config import Config
from transforms.home import Home
from transforms.privacy.spellings import Spellings
from transforms.sources.mapping import Mapper
from transforms.system.setting_sources import SourceMapping


def find_skipped_rows(
    home: Home, config: Config, spellings: Spellings, scratch: Path
) -> Iterator[tuple[str, list[int]]]:
    """Find the skipped rows that name the person, by the batch that holds them."""
    skipping = {
        name: source for name, source in config.sources.items() if source.other_events == "skip"
    }
    if not skipping:
        return
    for batch in archived(home):
        source = skipping.get(batch.manifest.source_name)
        if source is None:
            continue
        if spellings.are_in_blocks(batch.blocks()) and (
            numbers := list(_numbers(batch, source, spellings, scratch))
        ):
            yield batch.batch_id, numbers


def _numbers(
    batch: Batch, source: SourceMapping, spellings: Spellings, scratch: Path
) -> Iterator[int]:
    path, form, mapper = unpacked(batch, scratch), batch.format, Mapper(source)
    to_text = form.to_event(path)
    for chunk in form.cut(path):
        for number, (_, record) in enumerate(form.records(path, chunk), chunk.first_line):
            if record.isspace() or not spellings.are_in(record):
                continue
            try:
                text = to_text(record)
                is_skipped = bool(text) and not mapper.to_event(text)
            except NoEventError:
                continue  # it is a refused line
            if is_skipped:
                yield number
