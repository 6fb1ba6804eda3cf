"""What is published takes its place as a whole, keeps its readers' rights, and leaves no rest."""

import os
import stat
from pathlib import Path

import pytest

from transforms.errors import StorageError
from transforms.lake.snapshots import Snapshot
from transforms.publish.targets import (
    finish_file,
    finish_folder,
    is_current,
    put_file,
    put_folder,
    work_folder,
)

FIRST, SECOND = Snapshot(1, 1_709_294_400_000_001), Snapshot(2, 1_709_294_400_000_002)


def publish_file(target: Path, content: bytes, snapshot: Snapshot = FIRST) -> None:
    with work_folder(target.parent) as work:
        (work / "part").write_bytes(content)
        finish_file(work / "part", target, snapshot)
        put_file(work / "part", target)


def publish_folder(target: Path, content: bytes, settings: str = "same") -> None:
    with work_folder(target.parent) as work:
        (work / "part").mkdir()
        (work / "part" / "a.csv").write_bytes(content)
        finish_folder(work / "part", target, FIRST)
        put_folder(work / "part", target, settings)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_replaced_by_a_new_one_that_nobody_may_write(tmp_path: Path) -> None:
    target = tmp_path / "published" / "finance.duckdb"
    publish_file(target, b"one")
    with target.open("rb") as reader:
        publish_file(target, b"two")
        assert reader.read() == b"one"
    assert target.read_bytes() == b"two"
    assert rights(target) == 0o440
    assert os.listdir(target.parent) == [target.name]  # noqa: PTH208 - names are enough


def test_readers_keep_their_rights(tmp_path: Path) -> None:
    file, folder = tmp_path / "finance.duckdb", tmp_path / "finance"
    publish_file(file, b"one")
    publish_folder(folder, b"one")
    file.chmod(0o444)
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(file, -1, 65534)
    group = file.stat().st_gid
    publish_file(file, b"two")
    publish_folder(folder, b"two")
    assert (rights(file), file.stat().st_gid) == (0o444, group)
    assert (rights(folder), rights(folder / "a.csv")) == (0o755, 0o444)


def test_a_new_folder_is_for_the_owner_and_the_group(tmp_path: Path) -> None:
    publish_folder(tmp_path / "finance", b"one")
    assert rights(tmp_path / "finance") == 0o750
    assert rights(tmp_path / "finance" / "a.csv") == 0o440


def test_a_reader_inside_a_folder_sees_one_publish(tmp_path: Path) -> None:
    target = tmp_path / "finance"
    publish_folder(target, b"one")
    inside = target.resolve()
    publish_folder(target, b"two")
    assert (inside / "a.csv").read_bytes() == b"one"
    assert (target / "a.csv").read_bytes() == b"two"
    publish_folder(target, b"three")
    assert not inside.exists()
    assert len(list(tmp_path.iterdir())) == 3  # the link, what it shows, and the one before


def test_a_folder_under_other_settings_is_not_kept(tmp_path: Path) -> None:
    publish_folder(tmp_path / "finance", b"with names", "nothing left out")
    publish_folder(tmp_path / "finance", b"without", "names left out")
    assert [path.read_bytes() for path in tmp_path.glob("*/a.csv")] == [b"without"] * 2  # the link
    assert len(list(tmp_path.iterdir())) == 2


def test_what_stands_in_a_folders_place_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "finance").mkdir()
    (tmp_path / "finance" / "notes").touch()
    with pytest.raises(StorageError, match="finance"):
        publish_folder(tmp_path / "finance", b"one")
    assert (tmp_path / "finance" / "notes").exists()


def test_what_killed_publishes_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".0123.part").mkdir()
    (tmp_path / ".0123.part" / "growth.duckdb.wal").touch()
    (tmp_path / ".4567.part").symlink_to("nowhere")
    (tmp_path / ".hidden").touch()
    with work_folder(tmp_path) as work:
        assert rights(work) == 0o700
        assert {path.name for path in tmp_path.iterdir()} == {work.name, ".hidden"}
    assert [path.name for path in tmp_path.iterdir()] == [".hidden"]


def test_a_file_is_current_for_its_own_snapshot(tmp_path: Path) -> None:
    target = tmp_path / "finance.duckdb"
    assert not is_current(target, FIRST)
    publish_file(target, b"one", FIRST)
    assert is_current(target, FIRST)
    assert not is_current(target, SECOND)
