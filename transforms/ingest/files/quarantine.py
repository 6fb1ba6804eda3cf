"""The quarantine: refused files of the inbox lie in dead_letter/files/, reasons beside them."""

import errno
import json
import os
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

from transforms.home import Home
from transforms.ingest.files.names import NAME_BYTES
from transforms.ingest.files.refusals import FileRefused, shown
from transforms.system.durable import copy_file, make_folder, reaching, sync_folder, write_file
from transforms.system.redaction import redact

_UNSAFE = "'\"`;\\=\ufffd"


def quarantine(path: Path, refusal: FileRefused, home: Home) -> None:
    """Move a refused file; the reason is written first, so no file lies there without one.

    What is no regular file and lies on another disk stays where it is, with its reason written.
    """
    folder = home.dead_letter / "files"
    make_folder(folder)
    target = folder / _free_name(folder, path.name)
    reason = {
        "code": refusal.code,
        "detail": redact(refusal.detail),
        "refused_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "path": redact(shown(path.absolute())),
    }
    write_file(
        target.with_name(f"{target.name}.reason.json"),
        json.dumps(reason, indent=2, ensure_ascii=False).encode() + b"\n",
    )
    with reaching(path):
        _move(path, target)
    sync_folder(folder)


def _move(path: Path, target: Path) -> None:
    try:
        path.rename(target)
    except FileNotFoundError:
        return  # somebody took it away meanwhile
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        kind = path.lstat().st_mode
        if stat.S_ISLNK(kind):
            target.symlink_to(path.readlink())
            path.unlink()
        elif stat.S_ISREG(kind):
            copy_file(path, target)
            path.unlink()


def _free_name(folder: Path, name: str) -> str:
    """Make a name that is safe to handle, and that nothing in the folder has."""
    text = os.fsencode(name).decode("utf-8", "replace")
    safe = "".join("_" if c in _UNSAFE or not c.isprintable() else c for c in text)
    if safe.startswith(("-", ".")):
        safe = f"_{safe[1:]}"
    safe = safe.encode()[:NAME_BYTES].decode("utf-8", "ignore")
    if os.path.lexists(folder / safe):
        return f"{safe}.{time.time_ns()}"
    return safe
