"""Killed by SIGKILL anywhere in training and scoring, the version in use stands whole."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.homes import called
from tests.faults.tracing import Call, Point, changes, disturbed, needs_strace, traced
from tests.ml.shops import SETTINGS, copy_shop, lakehouse_of
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.ml import registry, work

#: So many of the calls of a command are killed at; the first, the last and those between evenly.
KILLS = 12
WORDS = {"train": ("ml", "train", "--model", "churn"), "score": ("ml", "score")}
OTHER = {**SETTINGS, "ml": SETTINGS["ml"] | {"least_rows": 51, "keep_versions": 1}}


@dataclass(frozen=True)
class Shop:
    """A home whose model in use is of other settings than its `config.json`; and what comes."""

    home: Path
    before: str
    after: dict[str, Any]
    calls: dict[str, list[Call]]


def said(home: Path) -> dict[str, Any]:
    """Give the version in use, its files, and what the lake has of it."""
    version = registry.current_version(Home(home), "churn")
    assert version is not None
    assert registry.read_current(Home(home), "churn") is not None
    folder = home / "ml" / "churn" / version
    files = {path.name: path.read_text() for path in folder.iterdir() if path.suffix != ".skops"}
    with opened(home).reading() as lake:
        scores = lake.execute("from lake.ops.person_scores order by all").fetchall()
    return {
        "version": version,
        "files": sorted(files),
        "card": files["card.json"],
        "scores": scores,
    }


def opened(home: Path) -> Lakehouse:
    return lakehouse_of(home, **json.loads((home / "config.json").read_text()))


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("kills") / "home"
    home.mkdir()
    shop = copy_shop(home)
    work.train(shop, ["churn"])
    work.score(shop, ["churn"])
    (home / "config.json").write_text(json.dumps(OTHER))
    return home


@pytest.fixture(scope="module")
def shop(start: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("undisturbed")
    home = shutil.copytree(start, folder / "home", symlinks=True)
    calls = {}
    for name, words in WORDS.items():
        ended = traced(home, folder / name, *words)
        assert ended.returncode == 0, ended.stderr
        calls[name] = list(changes((folder / name).read_text(), home))
    return Shop(start, str(said(start)["version"]), said(home), calls)


@needs_strace
@pytest.mark.deep
@pytest.mark.parametrize("number", range(KILLS))
@pytest.mark.parametrize("command", WORDS)
def test_killed_anywhere_the_version_in_use_stands_and_the_next_time_does_the_rest(
    shop: Shop, tmp_path: Path, command: str, number: int
) -> None:
    home = shutil.copytree(shop.home, tmp_path / "home", symlinks=True)
    if command == "score":
        assert called(home, *WORDS["train"]).returncode == 0
    before = said(home)
    calls = shop.calls[command]
    point = Point(calls[number * (len(calls) - 1) // (KILLS - 1)], "signal=KILL")
    ended, came_about = disturbed(home, tmp_path / "log", point, *WORDS[command])
    assert came_about, point
    assert ended.returncode in (-9, 137), point
    found = said(home)
    assert found["version"] in {before["version"], shop.after["version"]}, point
    assert found["files"] == before["files"], point
    assert found["scores"] in (before["scores"], shop.after["scores"]), point
    for words in WORDS.values():
        ended = called(home, *words)
        assert ended.returncode == 0, ended.stderr
    assert said(home) == shop.after, point
    left = {path.name for path in (home / "ml" / "churn").iterdir()}
    assert left == {"current", shop.after["version"], *({shop.before} & left)}, point
