"""The log: events with their fields, escaped and masked, at the level that is asked for."""

import json
import logging

import pytest

from transforms.errors import ConfigError
from transforms.system.logs import JsonLines, TextLines, event, start_log

HIDDEN = "canary-in-the-log"


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET", HIDDEN)


def record(message: str, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("lakehouse", logging.INFO, __file__, 1, message, (), None)
    vars(made).update(event("tested", **fields))
    return made


def test_a_json_line_has_the_fields_of_its_event() -> None:
    said = json.loads(JsonLines().format(record("a\nb\x1b", lines=3, at="mine", path=HIDDEN)))
    assert said.pop("at") != "mine"
    assert said == {
        "level": "info",
        "event": "tested",
        "message": "a\nb\x1b",
        "lines": 3,
        "path": "***",
    }


def test_a_line_is_one_line() -> None:
    for formatter in (JsonLines(), TextLines()):
        line = formatter.format(record("a\nb\x1b\u2028c"))
        assert line.isprintable()


def test_a_logged_error_shows_its_stack_trace_masked() -> None:
    made = record("it failed")
    try:
        int(f"no number: {HIDDEN}")
    except ValueError as error:
        made.exc_info = (ValueError, error, error.__traceback__)
    for formatter in (JsonLines(), TextLines()):
        line = formatter.format(made)
        assert "test_logs.py" in line
        assert "***" in line
        assert HIDDEN not in line


def test_the_environment_names_the_level(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger("lakehouse")
    for level, shown in (("debug", "debug info error"), ("error", "error"), ("", "info error")):
        monkeypatch.setenv("LAKEHOUSE_LOG_LEVEL", level)
        start_log("text", quiet=False)
        log.debug("said")
        log.info("said")
        log.error("said")
        lines = capsys.readouterr().err.splitlines()
        assert " ".join(line.split()[1] for line in lines) == shown
    monkeypatch.setenv("LAKEHOUSE_LOG_LEVEL", "loud")
    with pytest.raises(ConfigError, match="LAKEHOUSE_LOG_LEVEL must be one of debug"):
        start_log("text", quiet=False)
