"""What is known of Spark without starting it: texts, settings, what is missing, who asks."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.shop import EVENTS, called
from tests.paths import PROJECT
from transforms.config import Config
from transforms.engines import extra
from transforms.engines.spark import NEEDED, check_session
from transforms.errors import ConfigError
from transforms.lake.sql import escaped_literal


@pytest.mark.parametrize(
    ("value", "literal"),
    [("plain", "'plain'"), ("o'clock", r"'o\'clock'"), ("a\\b", r"'a\\b'"), ("\\'", r"'\\\''")],
)
def test_a_text_for_spark_has_backslashes(value: str, literal: str) -> None:
    assert escaped_literal(value) == literal


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


@pytest.mark.parametrize(
    ("settings", "wish"),
    [
        ({"master": "mesos://a"}, "spark://"),
        ({"memory": "2 GB"}, "a number and m or g"),
        ({"options": {"driver": "x"}}, "below `spark.`"),
        ({"options": {"spark.hadoop.fs.s3a.secret.key": "abcdefgh"}}, "hold no secret"),
    ],
)
def test_a_setting_of_spark_says_what_it_may_be(settings: Any, wish: str) -> None:
    with pytest.raises(ValueError, match=wish):
        Config.model_validate({"spark": settings})


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["verify", "--engines", "duckdb,sparc"], 2, "'sparc'"),
        (["verify", "--engines", "spark", "--from-archive"], 78, "the extra `spark`"),
        (["verify", "--engines", "spark"], 78, "the extra `spark`"),
        (["doctor", "--engine", "sparc"], 2, "--engine must be one of duckdb, spark"),
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
    monkeypatch.setattr(extra, "pyspark_version", lambda: "")
    ended = called(capsys, *words, "--home", str(tmp_path))
    assert ended.code == code
    assert told in ended.err


def test_the_doctor_tells_what_spark_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.operate.doctor.spark.pyspark_version", lambda: "4.1.0")
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    ended = called(capsys, "doctor", "--json", "--engine", "spark", "--home", str(tmp_path))
    found = {each["subject"]: each for each in ended.rows["findings"]}
    assert "needs 17" in found["java"]["find"]
    assert "4.1.0, not 3.5" in found["pyspark"]["find"]
    assert "spark" not in found


@pytest.mark.deep
def test_no_other_command_knows_spark(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "events.jsonl").write_bytes(EVENTS)
    program = f"""
import sys
from contextlib import suppress
from transforms.cli import main
import transforms.quality.verify  # what `verify` by DuckDB imports
for words in (["run"], ["status"], ["doctor"]):
    with suppress(SystemExit):
        main([*words, "--home", {json.dumps(str(tmp_path))}])
known = ("pyspark", "py4j", "transforms.engines.spark", "transforms.quality.verify_spark")
print("KNOWN", [name for name in sys.modules if name.startswith(known)])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    assert "1 batch loaded" in done.stdout
    assert done.stdout.splitlines()[-1] == "KNOWN []"
