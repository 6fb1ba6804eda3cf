"""The names of event files: which are picked up, which are left, and which are refused.

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
#: What Spark has written so far lies below it.
UNFINISHED_FOLDER = "_temporary"
_OUR_NOTES = (".manifest.json", ".reason.json")
_FORBIDDEN = {
    "'": "a quote",
    '"': "a quote",
    "`": "a quote",
    ";": "a semicolon",
    "\\": "a backslash",
}


def is_batch_name(name: str) -> bool:
    """Tell by its ending whether a name is that of an event file; our own notes are not."""
    return _match(name) is not None and not name.endswith(_OUR_NOTES)


def format_of(name: str) -> Format:
    """Tell from the ending which format an event file is in."""
    found = _match(name)
    return endings()[found[1].lower()] if found else JSON_LINES


def has_ending(name: str) -> bool:
    """Tell whether a name says what a file holds; a packing (`.gz`, `.zst`) alone does not."""
    return "." in re.sub(r"\.(gz|zst)$", "", name, flags=re.IGNORECASE)


def is_note(name: str) -> bool:
    """Tell a note beside event files, ours or a marker such as Spark's `_SUCCESS`, by its name."""
    return name.endswith(_OUR_NOTES) or (name.startswith("_") and not is_batch_name(name))


def compression_of(name: str) -> str:
    """Tell from the ending what a file must hold: `gzip`, `zstd` or `none`."""
    ending = name.lower().rpartition(".")[2]
    return {"gz": "gzip", "zst": "zstd"}.get(ending, "none")


def check_name(path: Path, parts: tuple[str, ...], *, is_known: bool = False) -> None:
    """Check a file's name, and the names of folders below the one that is read.

    Args:
        path: the file.
        parts: the last parts of `path`, from just below the folder that is read.
        is_known: it is of a source, and may have any ending.

    Raises:
        FileRefused: with F_NAME or F_ENDING.
    """
    for part in parts:
        find = _oddity(part)
        if find:
            wish = f"have a plain name of up to {NAME_BYTES} bytes"
            raise FileRefused("F_NAME", f"{shown(path)} must {wish}, got {find}")
    if not is_known:
        check_ending(path)


def check_ending(path: Path) -> None:
    """Check that a name says what is known, or nothing: then the content does.

    Raises:
        FileRefused: with F_ENDING.
    """
    if has_ending(path.name) and not is_batch_name(path.name):
        wish = f"be named for what it is: {_wish()}, or fit the files of a source"
        raise FileRefused("F_ENDING", f"{shown(path)} must {wish}")


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
