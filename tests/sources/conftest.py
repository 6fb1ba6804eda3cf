from pathlib import Path

import pytest

from transforms.config import LimitSettings
from transforms.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def limits() -> LimitSettings:
    return LimitSettings()
