"""Quarantined files are searched as far as they unpack; what stays closed is told."""

import gzip
from pathlib import Path

import duckdb
import pytest
import zstandard

from transforms.home import Home
from transforms.privacy.quarantined_files import find_quarantined_files
from transforms.privacy.spellings import Spellings

ID = "person-77"


def parquet_of(folder: Path, person: str) -> bytes:
    path = folder / "made.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select 'other' as a, {{'who': ['x', '{person}']}} as b from range(2000))"
            f" to '{path}' (format parquet, compression zstd)"
        )
    return path.read_bytes()


def looked(tmp_path: Path, name: str, raw: bytes) -> str:
    folder = tmp_path / "home" / "dead_letter" / "files"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(raw)
    (folder / f"{name}.reason.json").write_text(ID)
    found = find_quarantined_files(Home(tmp_path / "home"), Spellings([ID]))
    assert len([*found.naming, *found.closed]) <= 1
    return "named" if found.naming else "closed" if found.closed else "clean"


@pytest.mark.parametrize("name", ["a.parquet", "what [is] this?*"])
def test_a_person_within_parquet_is_found(tmp_path: Path, name: str) -> None:
    raw = parquet_of(tmp_path, ID)
    assert looked(tmp_path, name, raw) == "named"


def test_parquet_of_others_is_clean_and_a_broken_one_is_closed(tmp_path: Path) -> None:
    raw = parquet_of(tmp_path, "person-78")
    assert looked(tmp_path / "whole", "a.parquet", raw) == "clean"
    assert looked(tmp_path / "broken", "a.parquet", raw[:-20]) == "closed"


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        pytest.param(f'{{"u":"{ID}"}}'.encode(), "named", id="plain"),
        pytest.param(gzip.compress(ID.encode()), "named", id="gzip"),
        pytest.param(gzip.compress(b"x" * 99)[:-9], "clean", id="gzip that was cut off"),
        pytest.param(gzip.compress(b"x")[:10] + b"\x07" * 40, "closed", id="damaged gzip"),
        pytest.param(zstandard.compress(ID.encode()), "named", id="zstd"),
        pytest.param(f"\ufeff{ID}".encode("utf-16-le"), "named", id="UTF-16"),
        pytest.param(b"PK\x03\x04 a table of Excel", "closed", id="zip"),
        pytest.param(gzip.compress(b"PAR1 within"), "closed", id="Parquet within gzip"),
        pytest.param(b"nobody", "clean", id="nobody"),
    ],
)
def test_files_are_unpacked_as_far_as_it_goes(tmp_path: Path, raw: bytes, wanted: str) -> None:
    assert looked(tmp_path, "a.bin", raw) == wanted
