"""Scratch folders: gone with their process, kept while one is at work."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import PROJECT
from transforms.home import Home
from transforms.system.scratch import remove_dead_scratch, scratch_folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_folder_lasts_as_long_as_its_block(home: Home) -> None:
    with scratch_folder(home, "a") as first, scratch_folder(home, "a") as second:
        assert first != second
        (first / "file").touch()
        remove_dead_scratch(home)
        assert first.is_dir()
        assert second.is_dir()
    assert list(home.tmp.iterdir()) == []


def test_an_error_leaves_nothing(home: Home) -> None:
    def fail() -> None:
        with scratch_folder(home, "a") as folder:
            (folder / "file").touch()
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    assert list(home.tmp.iterdir()) == []


def test_what_a_dead_process_left_is_removed(home: Home) -> None:
    code = (
        "import os, sys; from pathlib import Path; from transforms.home import Home;"
        "from transforms.system.scratch import scratch_folder\n"
        "with scratch_folder(Home(Path(sys.argv[1])), 'a'): os._exit(9)"
    )
    project = PROJECT
    subprocess.run([sys.executable, "-c", code, str(home.root)], check=False, cwd=project)
    assert len(list(home.tmp.iterdir())) == 1
    remove_dead_scratch(home)
    assert list(home.tmp.iterdir()) == []


def test_a_home_without_tmp_has_nothing_to_remove(home: Home) -> None:
    remove_dead_scratch(home)
    assert not home.tmp.exists()
