"""app: how Streamlit is started, and what is said where it cannot be."""

import os
import sys

import pytest

from tests.cli.shop import Shop
from transforms.app import extra


def test_streamlit_is_started_on_this_machine_alone(
    new_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: started.append(command))
    monkeypatch.setattr(extra, "check_app", lambda: None)
    published = new_shop.home / "published"
    published.mkdir()
    (published / "growth.duckdb").touch()
    assert new_shop.call("app", "--port", "8600").code == 0
    (command,) = started
    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert command[command.index("--server.address") + 1] == "127.0.0.1"
    assert command[command.index("--server.port") + 1] == "8600"
    assert command[-2:] == [str(new_shop.home), str(new_shop.home / "config.json")]


def test_without_published_files_it_ends_with_66(
    new_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "check_app", lambda: None)
    ended = new_shop.call("app")
    assert ended.code == 66
    assert "etl.py publish --format duckdb" in ended.err


def test_without_the_extra_it_ends_with_78(new_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda _: None)
    ended = new_shop.call("app")
    assert ended.code == 78
    assert "pip install '.[app]'" in ended.err
