"""The registry: `ml/<model>/<version>/` of the home, and `current`, a link that changes last.

A version is a folder that is there whole or not at all: `card.json`, `model.skops`, `features.sql`
and `requirements.txt`. Nothing is pickled, as reading a pickle runs code: skops makes objects of
named types alone.
"""

import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from transforms.errors import StorageError
from transforms.home import Home
from transforms.ml.card import Card, read_card
from transforms.ml.trained import Trained
from transforms.system.durable import PART, make_folder, reaching, sync_folder, write_file

CURRENT = "current"
#: Types beside numbers and texts that a model may be made of.
TRUSTED = ["sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]


def keep(home: Home, trained: Trained) -> Path:
    """Put a version on the disk, whole; one that is there stays as it is."""
    folder = home.models / trained.card.model / trained.card.version
    if folder.exists():
        return folder
    make_folder(folder.parent)
    work = folder.with_name(f".{secrets.token_hex(8)}{PART}")
    with reaching(work):
        work.mkdir()
    try:
        _write(work, trained)
        with reaching(folder):
            work.rename(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    sync_folder(folder.parent)
    return folder


def prune(home: Home, model: str, stay: int, always: str) -> None:
    """Let go of all but the newest versions of a model, that in use and `always` left aside.

    What a killed training has left goes, too. Call it where nobody else trains.
    """
    folder = home.models / model
    found = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    kept = [path for path in found if not path.name.endswith(PART)]
    kept.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
    spared = {always, current_version(home, model)}
    for path in [path for path in kept if path.name not in spared][max(stay - 1, 0) :]:
        gone = path.with_name(f".{path.name}{PART}")
        with reaching(path):
            path.rename(gone)
    for path in folder.glob(f".*{PART}"):
        with reaching(path):
            path.unlink() if path.is_symlink() else shutil.rmtree(path)
    sync_folder(folder)


def point_to(home: Home, model: str, version: str) -> None:
    """Let a version be the current one, at once."""
    folder = home.models / model
    link = folder / f".{secrets.token_hex(8)}{PART}"
    with reaching(link):
        link.symlink_to(version)
        os.replace(link, folder / CURRENT)  # noqa: PTH105 - a link, not what it leads to
    sync_folder(folder)


def current_version(home: Home, model: str) -> str | None:
    """Name the version that is in use, if there is one."""
    link = home.models / model / CURRENT
    return link.readlink().name if link.is_symlink() else None


def read_current(home: Home, model: str) -> tuple[Card, dict[str, Any]] | None:
    """Read the version in use, if there is one.

    Raises:
        StorageError: it is damaged, or holds what no model of ours is made of.
    """
    version = current_version(home, model)
    if version is None:
        return None
    folder = home.models / model / version
    return card_of(folder), _read_model(folder / "model.skops")


def cards(home: Home) -> list[Card]:
    """Read the cards of every version, by model and version."""
    return [
        card_of(path.parent)
        for path in sorted(home.models.glob("*/*/card.json"))
        if path.parent.name != CURRENT and not path.parent.name.startswith(".")
    ]


def card_of(folder: Path) -> Card:
    """Read the card of a version.

    Raises:
        StorageError: it is damaged.
    """
    path = folder / "card.json"
    with reaching(path):
        text = path.read_text(encoding="utf-8")
    try:
        return read_card(text)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StorageError(f"{path} must be the card of a model, got: {error}") from error


def _write(work: Path, trained: Trained) -> None:
    import skops.io

    about = trained.card.about.get("libraries", {})
    pinned = "".join(f"{name}=={version}\n" for name, version in about.items())
    write_file(work / "model.skops", skops.io.dumps(dict(trained.model)))
    write_file(work / "features.sql", f"{trained.sql}\n".encode())
    write_file(work / "requirements.txt", pinned.encode())
    write_file(work / "card.json", trained.card.text().encode())
    sync_folder(work)


def _read_model(path: Path) -> dict[str, Any]:
    import skops.io

    with reaching(path):
        content = path.read_bytes()
    try:
        found = skops.io.loads(content, trusted=TRUSTED)
    except Exception as error:
        raise StorageError(
            f"{path} must be a model of ours, got: {str(error).splitlines()[0]}"
        ) from error
    if not isinstance(found, dict):
        raise StorageError(f"{path} must be a model of ours, got {type(found).__name__}")
    return found
