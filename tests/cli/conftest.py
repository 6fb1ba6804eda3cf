"""Shops: a home of its own for each test, copied from one that was made once."""

import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from botocore.loaders import JSONFileLoader

from tests.cli.shop import BAD, EVENTS, LATE, SETTINGS, Shop
from transforms.archive.reader import archived_ids
from transforms.archive.writer import BatchWriter
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.load.loader import load_group
from transforms.models.fingerprint import check_fingerprint
from transforms.system.progress import Progress


@pytest.fixture(scope="session", autouse=True)
def _services_are_read_once() -> Iterator[None]:
    """Let clients of a queue share the description of the service, a megabyte of JSON."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "_load_file", cache(JSONFileLoader._load_file))
        yield


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two homes: `opened` has a lake without rows, `loaded` has two batches."""
    folder = tmp_path_factory.mktemp("homes")
    opened, loaded = folder / "opened", folder / "loaded"
    opened.mkdir()
    (opened / "config.json").write_text(json.dumps(SETTINGS))
    settings = Config.model_validate(SETTINGS)
    with Lakehouse(Home(opened), settings, Progress()).writing() as connection:
        check_fingerprint(connection, settings)
    shutil.copytree(opened, loaded)
    with Lakehouse(Home(loaded), settings, Progress()).writing() as connection:
        for lines in (EVENTS + BAD, LATE + EVENTS[:100]):
            with BatchWriter(Home(loaded)) as writer:
                writer.append(lines)
                batch = writer.finish("test")
            load_group(connection, Home(loaded), settings, [batch])
            assert archived_ids(Home(loaded))[-1] == batch.batch_id
    return folder


@pytest.fixture
def new_shop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shop:
    """A shop before its first run."""
    monkeypatch.delenv("LAKEHOUSE_HOME", raising=False)
    home = tmp_path / "shop"
    home.mkdir()
    (home / "config.json").write_text(json.dumps(SETTINGS))
    return Shop(home, capsys)


@pytest.fixture
def shop(new_shop: Shop, homes: Path) -> Shop:
    """A shop whose lake has no rows yet."""
    shutil.copytree(homes / "opened", new_shop.home, dirs_exist_ok=True)
    return new_shop


@pytest.fixture
def loaded(new_shop: Shop, homes: Path) -> Shop:
    """A shop with two batches: the second repeats one event of the first."""
    shutil.copytree(homes / "loaded", new_shop.home, dirs_exist_ok=True)
    return new_shop
