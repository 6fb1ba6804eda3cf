"""The names of event files: which are picked up, and which are refused.

Names never reach SQL, a shell or another file's name; refusing the odd ones keeps it so for
whoever handles the files next.
"""

import os
import re
from pathlib import Path

from transforms.archive.formats import Format, endings
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.ingest.files.refusals import FileRefused, shown

NAME_BYTES = 200  # room for a suffix within the 255 bytes that file systems allow
_OUR_NOTES = (".manifest.json", ".reason.json")
_FORBIDDEN = {
    "'": "a quote",
    '"': "a quote",
    "`": "a quote",
    ";": "a semicolon",
    "\\": "a backslash",
    "=": "'=', as in a Hive partition",
}


def is_batch_name(name: str) -> bool:
    """Tell by its ending whether a name is that of an event file; our own notes are not."""
    return _match(name) is not None and not name.endswith(_OUR_NOTES)


def format_of(name: str) -> Format:
    """Tell from the ending which format an event file is in."""
    found = _match(name)
    return endings()[found[1].lower()] if found else JSON_LINES


def compression_of(name: str) -> str:
    """Tell from the ending what a file must hold: `gzip`, `zstd` or `none`."""
    ending = name.lower().rpartition(".")[2]
    return {"gz": "gzip", "zst": "zstd"}.get(ending, "none")


def check_name(path: Path, parts: tuple[str, ...]) -> None:
    """Check a file's name, the names of folders below the one that is read, and its own folder's.

    Args:
        path: the file.
        parts: the last parts of `path`, from just below the folder that is read.

    Raises:
        FileRefused: with F_NAME.
    """
    folder = path.absolute().parent.name
    if "=" in folder:
        raise _refusal(path, f"lie in a folder without {_FORBIDDEN['=']}", shown(folder))
    for part in parts:
        find = _oddity(part)
        if find:
            raise _refusal(path, f"have a plain name of up to {NAME_BYTES} bytes", find)
    if not is_batch_name(path.name):
        raise _refusal(path, f"be named for what it is: {_wish()}", shown(path.name))


def _match(name: str) -> re.Match[str] | None:
    pattern = rf".+\.({'|'.join(endings())})(\.(gz|zst))?"
    return re.fullmatch(pattern, name, re.IGNORECASE | re.DOTALL)


def _wish() -> str:
    *others, last = (f".{ending}" for ending in endings())
    return f"{', '.join(others)} or {last}, plain or with .gz or .zst"


def _oddity(part: str) -> str | None:
    raw = os.fsencode(part)
    if len(raw) > NAME_BYTES:
        return f"one of {len(raw)} bytes"
    if any("\udc80" <= char <= "\udcff" for char in part):
        return "bytes that are not UTF-8"
    if not part.isprintable():
        return "a control or invisible character"
    if part.startswith("-"):
        return "a leading dash"
    if part.startswith("."):
        return "a leading dot, which marks a file that is still being written"
    return next((find for char, find in _FORBIDDEN.items() if char in part), None)


def _refusal(path: Path, wish: str, find: str) -> FileRefused:
    return FileRefused("F_NAME", f"{shown(path)} must {wish}, got {find}")
