"""Keys and headers of streams: those of erased lines, and those that name the person, go too.

They stand in manifests, beside the lines. Doing it again ends in the same.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from itertools import accumulate

from transforms.archive.names import MANIFEST
from transforms.archive.reader import Manifest, archived_ids, read_manifest
from transforms.archive.store import store_of
from transforms.archive.stream_parts import StreamPart, as_bytes
from transforms.home import Home
from transforms.privacy.spellings import Spellings


def blank_stream_fields(
    home: Home, lines: Mapping[str, Iterable[int]], spellings: Spellings
) -> None:
    """Leave out the keys and headers of some lines' messages, and all that name the person.

    Raises:
        StorageError: a manifest is damaged.
    """
    for batch_id, manifest, stream in _streams(home):
        found = set(_naming(stream, spellings)) | _messages(manifest, lines.get(batch_id, ()))
        emptied = stream.without(found)
        if emptied != stream:
            text = json.dumps(asdict(replace(manifest, stream=emptied)), indent=2)
            store_of(home).rewrite(f"{batch_id}{MANIFEST}", text.encode() + b"\n")


def naming_manifests(home: Home, spellings: Spellings) -> Iterator[str]:
    """Find the manifests whose keys or headers name the person."""
    for batch_id, _, stream in _streams(home):
        if any(True for _ in _naming(stream, spellings)):
            yield f"{batch_id}{MANIFEST}"


def _streams(home: Home) -> Iterator[tuple[str, Manifest, StreamPart]]:
    store = store_of(home)
    for batch_id in archived_ids(home):
        manifest = read_manifest(store, batch_id)
        if manifest.stream is not None:
            yield batch_id, manifest, manifest.stream


def _messages(manifest: Manifest, numbers: Iterable[int]) -> set[int]:
    """Find the places of the messages that lines, counted from 1, came in."""
    wanted = set(numbers)
    ends = enumerate(zip(accumulate(manifest.message_lines), manifest.message_lines, strict=True))
    return {
        place
        for place, (end, count) in ends
        if not wanted.isdisjoint(range(end - count + 1, end + 1))
    }


def _naming(stream: StreamPart, spellings: Spellings) -> Iterator[int]:
    for place, key in enumerate(stream.keys):
        if key is not None and _names(spellings, key):
            yield place
    for place, headers in enumerate(stream.headers):
        if any(_names(spellings, text) for pair in headers for text in pair if text is not None):
            yield place


def _names(spellings: Spellings, text: str) -> bool:
    raw = as_bytes(text)
    return spellings.are_in(b'"%b"' % raw)  # quoted, as short ids are found alone so
