"""What has returned is on the disk; what failed says where and leaves nothing behind."""

import errno
from pathlib import Path

import pytest

from transforms.errors import InputMissing, LakehouseError, NotPermitted, StorageError
from transforms.system.durable import copy_file, make_folder, reaching, sync_folder, write_file


@pytest.mark.parametrize(
    ("number", "error", "exit_code"),
    [
        (errno.ENOSPC, StorageError, 74),
        (errno.EIO, StorageError, 74),
        (errno.EDQUOT, StorageError, 74),
        (errno.EACCES, NotPermitted, 77),
        (errno.EPERM, NotPermitted, 77),
        (errno.EROFS, NotPermitted, 77),
        (errno.ENOTDIR, InputMissing, 66),
    ],
)
def test_an_error_of_the_disk_names_the_path(
    number: int, error: type[LakehouseError], exit_code: int
) -> None:
    with pytest.raises(error, match="/some/where") as raised, reaching(Path("/some/where")):
        raise OSError(number, "as the system says")
    assert raised.value.exit_code == exit_code


def test_a_full_disk_is_a_storage_error() -> None:
    full = Path("/dev/full")
    with pytest.raises(StorageError, match="No space left"), reaching(full):
        full.write_bytes(b"x")


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_file(path, b"one")
    write_file(path, b"two")
    copy_file(path, tmp_path / "b")
    sync_folder(tmp_path)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {
        "a": b"two",
        "b": b"two",
    }


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError):
        write_file(tmp_path / "folder", b"x")
    with pytest.raises(StorageError):
        copy_file(tmp_path / "nothing", tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_folders_are_made_with_those_above(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b" / "c")
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_a_file_in_a_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(InputMissing, match="a must be a place for files, got: File exists"):
        make_folder(tmp_path / "a")
