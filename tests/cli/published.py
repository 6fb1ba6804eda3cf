"""Published files as their readers see them: by a plain `duckdb`, without home or extension."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb_cli

from tests.cli.shop import Shop

BINARY = Path(str(duckdb_cli.__file__)).parent / "duckdb"


def plain(file: Path, sql: str) -> Any:
    """Ask a published file by the command line alone."""
    nowhere = file.parent.parent / "nowhere"
    nowhere.mkdir(exist_ok=True)
    off = f"set extension_directory = '{nowhere}'; set autoload_known_extensions = false"
    ended = subprocess.run(
        [str(BINARY), "-readonly", "-json", "-init", os.devnull, "-cmd", off, str(file), sql],
        env={"HOME": str(nowhere), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return json.loads(ended.stdout or "[]")


def file_of(shop: Shop, team: str) -> Path:
    return shop.home / "published" / f"{team}.duckdb"


def names(shop: Shop) -> list[str]:
    """What lies in the folder, hidden names too."""
    return sorted(path.name for path in (shop.home / "published").iterdir())
