"""What is known of Spark without starting it: texts, what is missing, how it must be set."""

from types import SimpleNamespace
from typing import Any

import pytest

from transforms.engines import extra
from transforms.engines.spark import NEEDED, check_session
from transforms.errors import ConfigError
from transforms.lake.sql import spark_literal


@pytest.mark.parametrize(
    ("value", "literal"),
    [("plain", "'plain'"), ("o'clock", r"'o\'clock'"), ("a\\b", r"'a\\b'"), ("\\'", r"'\\\''")],
)
def test_a_text_for_spark_has_backslashes(value: str, literal: str) -> None:
    assert spark_literal(value) == literal


@pytest.mark.parametrize("found", ["", "4.1.0"], ids=["none", "another"])
def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, found: str) -> None:
    monkeypatch.setattr(extra, "pyspark_version", lambda: found)
    with pytest.raises(ConfigError, match=r"extra `spark`.*got (none|4\.1\.0)"):
        extra.check_spark()


def test_without_its_java_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "pyspark_version", lambda: "3.5.9")
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(ConfigError, match=r"Java 17.*got none"):
        extra.check_spark()


@pytest.mark.parametrize("name", NEEDED)
def test_a_session_that_reads_otherwise_is_told(name: str) -> None:
    settings = NEEDED | {name: "false"}
    session: Any = SimpleNamespace(conf=SimpleNamespace(get=settings.get))
    with pytest.raises(ConfigError, match=f"{name} must be {NEEDED[name]}, got false"):
        check_session(session)
