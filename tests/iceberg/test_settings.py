"""What is known of Iceberg without starting Spark: settings, what is missing, who asks."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.shop import called
from transforms.config import Config
from transforms.errors import ConfigError
from transforms.iceberg import extra


@pytest.mark.parametrize(
    ("settings", "wish"),
    [
        ({"catalog": "postgres:dbname=lake"}, "words as host="),
        ({"catalog": "host=db password=abcdefgh"}, "hold no secret"),
        ({"warehouse": "ftp://store"}, "a folder, or an address"),
        ({"driver": ""}, "at least 1"),
    ],
)
def test_a_setting_of_iceberg_says_what_it_may_be(settings: Any, wish: str) -> None:
    with pytest.raises(ValueError, match=wish):
        Config.model_validate({"iceberg": settings})


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(extra, "check_spark", lambda: None)
    monkeypatch.setattr(extra, "runtime", lambda: None)
    with pytest.raises(ConfigError, match="the extra `iceberg`"):
        extra.check_iceberg(Config())
    monkeypatch.setattr(extra, "find_spec", lambda _: True)
    monkeypatch.setattr(extra, "runtime", lambda: tmp_path)
    monkeypatch.setattr(extra, "has_json", lambda _: False)
    with pytest.raises(ConfigError, match=r"a whole runtime of Iceberg.*1\.0\.2"):
        extra.check_iceberg(Config())
    monkeypatch.setattr(extra, "has_json", lambda _: True)
    away = Config.model_validate({"iceberg": {"driver": "/nowhere.jar"}})
    with pytest.raises(ConfigError, match=r"libpostgresql-jdbc-java\), got no file /nowhere\.jar"):
        extra.check_iceberg(away)
    there = Config.model_validate({"iceberg": {"driver": __file__}})
    with pytest.raises(ConfigError, match=r"iceberg\.catalog must say"):
        extra.check_iceberg(there)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["iceberg", "run", "--from-archive"], 2, "is of iceberg rebuild, got run"),
        (["iceberg", "verify", "--json"], 2, "is of iceberg status, got verify"),
        (["iceberg", "run"], 78, "the extra `spark`"),
    ],
)
def test_what_cannot_be_asked_is_told(
    words: list[str],
    code: int,
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("transforms.engines.extra.pyspark_version", lambda: "")
    ended = called(capsys, *words, "--home", str(tmp_path))
    assert ended.code == code
    assert told in ended.err
