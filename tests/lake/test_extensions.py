"""An extension's signature is checked once, and again when the file is another."""

from pathlib import Path

import _duckdb
import duckdb
import pytest

from transforms.config import Config
from transforms.lake.connection import connect
from transforms.lake.extensions import load_extensions

NAME = "sqlite_scanner"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with the extension installed and checked."""
    monkeypatch.setattr(duckdb, "connect", _duckdb.connect)  # other tests leave signatures out
    monkeypatch.setenv("HOME", str(tmp_path))
    loaded(tmp_path)
    return next(tmp_path.rglob(f"{NAME}.duckdb_extension"))


def loaded(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = connect(Config(), folder / "spill")
    load_extensions(connection, [NAME])
    return connection


def stamp(path: Path) -> Path:
    return path.with_name(f"{path.name}.checked")


def test_what_was_checked_is_not_checked_again(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    monkeypatch.setattr("transforms.lake.extensions.load_extension", lambda *_: checked.append(1))
    with loaded(installed.parent) as connection:
        assert connection.execute("from duckdb_extensions() where loaded").fetchall()
    assert checked == []


@pytest.mark.slow
def test_a_changed_file_is_checked_and_mended(installed: Path, tmp_path: Path) -> None:
    content = installed.read_bytes()
    told = stamp(installed).read_bytes()
    another = tmp_path / "another"  # the file itself is a part of this process
    another.write_bytes(content[:5000] + b"another" + content[5007:])
    another.rename(installed)
    loaded(installed.parent).close()
    assert installed.read_bytes() == content
    assert stamp(installed).read_bytes() != told


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "[]", "{", "1"])
def test_a_stamp_that_says_nothing_is_made_anew(installed: Path, text: str) -> None:
    told = stamp(installed).read_bytes()
    stamp(installed).write_text(text)
    loaded(installed.parent).close()
    assert stamp(installed).read_bytes() == told


def test_nothing_unsigned_is_loaded_afterwards(installed: Path, tmp_path: Path) -> None:
    connection = loaded(tmp_path)
    unsigned = tmp_path / "unsigned.duckdb_extension"
    unsigned.write_bytes(installed.read_bytes()[:-256] + bytes(256))
    for sql in (f"load '{unsigned}'", "set allow_unsigned_extensions = true"):
        with pytest.raises(duckdb.Error, match=r"signature|while database is running"):
            connection.execute(sql)
