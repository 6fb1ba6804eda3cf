"""Lakes of a small shop, made once and copied."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.privacy.shops import joined, shop
from transforms.archive.writer import BatchWriter
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.system.progress import Progress

SETTINGS = {
    "warehouse": {"sync_data_files": False, "threads": 1},
    "maintenance": {"compress_archive_days": 0},
}
CONFIG = Config.model_validate(SETTINGS)
NewPlace = Callable[[], Lakehouse]


def lakehouse_of(root: Path) -> Lakehouse:
    return Lakehouse(Home(root), CONFIG, Progress())


def loaded(root: Path, batches: list[bytes]) -> Lakehouse:
    """A home whose lake has loaded these batches, in this order."""
    from transforms.load.process import process_staging

    lakehouse = lakehouse_of(root)
    root.mkdir(parents=True, exist_ok=True)
    (root / "config.json").write_text(json.dumps(SETTINGS))
    with lakehouse.writing() as connection:
        for content in batches:
            with BatchWriter(lakehouse.home) as writer:
                writer.append(content)
                writer.finish("test")
            processed = process_staging(
                connection, lakehouse.home, lakehouse.config, lakehouse.progress
            )
            assert not processed.failures
    return lakehouse


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop") / "home"
    loaded(root, [joined(lines) for lines in shop(seed=1)])
    return root


@pytest.fixture
def lakehouse(made: Path, tmp_path: Path) -> Lakehouse:
    """A copy of the shop's home."""
    return lakehouse_of(Path(shutil.copytree(made, tmp_path / "home", symlinks=True)))
