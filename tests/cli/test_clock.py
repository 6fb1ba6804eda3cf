"""The machine's time zone, locale and clock change no table."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.shop import EVENTS, LATE, Shop
from tests.differences import Tables, assert_same
from tests.events import event, lines
from tests.paths import PROJECT
from transforms.archive.writer import BatchWriter
from transforms.home import Home

#: They say when a row was written, or in which batch it came.
OF_THE_CLOCK = {"ingested_at", "processed_at", "batch_id", "built_at", "finished_at"}
ODD = lines(
    event("purchase", "İstanbul", 3, transaction_id="I", value="1.5", currency="TRY"),
    event("page_view", "ß", 4, platform="iOS", page_title="STRASSE"),
    event("view", "naive", event_timestamp="2024-03-10T02:30:00"),
    event("view", "zoned", event_timestamp="2024-03-10T02:30:00-03:30"),
    event("view", "whole day", event_timestamp="2024-12-31T23:59:59.999999+14:00"),
)
BATCHES = (EVENTS + ODD, LATE + EVENTS)
HOUR_US = 3_600_000_000
needs_faketime = pytest.mark.skipif(
    shutil.which("faketime") is None, reason="faketime is not installed"
)


def run(home: Path, *arguments: str, clock: str = "", **environment: str) -> None:
    """Run a command in a process of its own, by another clock if one is given."""
    prefix = ["faketime", "-f", clock] if clock else []
    command = [*prefix, sys.executable, str(PROJECT / "etl.py"), *arguments, "--home", str(home)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    done = subprocess.run(
        command, env=own | environment, capture_output=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def tables_of(shop: Shop) -> Tables:
    """Every row of staging and Silver, with lists as texts, as they can be counted then."""
    return {
        name: [{key: repr(row[key]) for key in row if key not in OF_THE_CLOCK} for row in rows]
        for name, rows in shop.tables().items()
    }


def loaded_apart(shop: Shop, clocks: tuple[str, str] = ("", ""), **environment: str) -> Tables:
    """Load two batches, each in a process of its own."""
    for content, clock in zip(BATCHES, clocks, strict=True):
        shop.put("a.jsonl", content)
        run(shop.home, "run", clock=clock, **environment)
    return tables_of(shop)


@pytest.fixture
def expected(homes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tables:
    """What comes out here and now."""
    shop = Shop(tmp_path / "expected", capsys)
    shutil.copytree(homes / "opened", shop.home)
    for content in BATCHES:
        shop.put("a.jsonl", content)
        assert shop.call("run").code == 0
    return tables_of(shop)


PLACES = [
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
    {"TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8"},
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"TZ": "nowhere/at-all", "LANG": "xx_XX", "PYTHONUTF8": "0"},
]


@pytest.mark.deep
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(place, id=place["TZ"], marks=[pytest.mark.deep] if number else [])
        for number, place in enumerate(PLACES)
    ],
)
def test_a_time_zone_and_a_locale_change_no_table(
    shop: Shop, expected: Tables, place: dict[str, str]
) -> None:
    assert_same(expected, loaded_apart(shop, **place))


@pytest.mark.deep
@needs_faketime
@pytest.mark.parametrize(
    "clocks",
    [
        pytest.param(("-1h", "-1h"), id="an hour back"),
        pytest.param(("+1d", "+1d"), id="a day ahead"),
        pytest.param(("+1d", "-1h"), id="set back between two runs"),
    ],
)
def test_a_wrong_clock_changes_no_table(
    shop: Shop, expected: Tables, clocks: tuple[str, str]
) -> None:
    assert_same(expected, loaded_apart(shop, clocks))
    run(shop.home, "verify")
    run(shop.home, "run")


@pytest.mark.slow
def test_too_far_ahead_means_ahead_of_the_time_of_receipt(shop: Shop) -> None:
    """23 hours are taken, 25 are too many."""
    long_ago_us = time.time_ns() // 1000 - 400 * HOUR_US
    moments = (long_ago_us + hours * HOUR_US for hours in (23, 25))
    with BatchWriter(Home(shop.home)) as writer:
        writer.append(lines(*(event("view", "v", event_timestamp=moment) for moment in moments)))
        batch = writer.finish("test")
    manifest = batch.path.with_suffix(".manifest.json")
    told = json.loads(manifest.read_text())
    received = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(long_ago_us // 1_000_000))
    manifest.write_text(json.dumps(told | {"received_at": received}))
    assert shop.call("run").code == 0
    refused = [{"line_number": 2, "code": "E_TS_FUTURE"}]
    assert shop.ask("select line_number, code from ops.dead_letters") == refused
    assert shop.call("replay").code == 0
    assert shop.ask("select line_number, code from ops.dead_letters") == refused
    assert shop.call("verify", "--from-archive").code == 0
