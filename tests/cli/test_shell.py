"""shell: the duckdb command line on the lake, in processes and on a terminal of its own."""

import os
import pty
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from select import select
from typing import Self

import pytest

from tests.cli.shop import SETTINGS, Shop, started
from tests.paths import PROJECT
from transforms.config import Config
from transforms.errors import ConfigError
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.models.model import read_models
from transforms.query.shell import find_duckdb
from transforms.system.scratch import remove_dead_scratch

CANARY = "it's a secret canary"


class OpenShell:
    """A shell that somebody left open, not on a terminal."""

    def __init__(self, shop: Shop, *options: str) -> None:
        command = [sys.executable, str(PROJECT / "etl.py"), "shell", "--home", str(shop.home)]
        pipe = subprocess.PIPE
        self.errors = ""
        self.process = subprocess.Popen(
            [*command, "--", *options], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.errors = self.process.communicate(timeout=600)[1]

    def ask(self, sql: str) -> list[str]:
        """Lines of the answer to a query."""
        into, out = self.process.stdin, self.process.stdout
        assert into is not None
        assert out is not None
        into.write(f"{sql};\n.print done\n")
        into.flush()
        lines = []
        while (line := out.readline()) not in ("done\n", ""):
            lines.append(line.rstrip("\n"))
        return lines


def write(home: Path) -> None:
    """Commit one more row of facts, as a batch does."""
    with open_lake(Home(home), Config.model_validate(SETTINGS)) as connection:
        table = "lake.silver.fct_events"
        connection.execute(f"insert into {table} select * from {table} limit 1")


def checkpoint(home: Path) -> tuple[int, int]:
    """Write the catalog's log back: whether somebody is in the way, and the log's bytes."""
    path = home / "warehouse" / "catalog.sqlite"
    catalog = sqlite3.connect(path)
    is_busy = catalog.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    log = path.with_name(f"{path.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    catalog.close()
    return is_busy, size


def test_scripts_ask_in_the_shell(loaded: Shop) -> None:
    asked = (
        "select current_schema() as first; select count(*) as carts from vw_abandoned_cart_value;"
        " select count(*) as orders from fct_orders; select count(*) as batches from batches;"
    )
    options = ("--team", "marketing", "--", "-csv", "-c", asked)
    done = started("etl.py", "shell", "--home", str(loaded.home), *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "first\ngold_marketing\ncarts\n0\norders\n1\nbatches\n2\n"


@pytest.mark.slow
def test_the_users_own_settings_apply_and_nothing_can_be_changed(
    loaded: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".duckdb").symlink_to(Path.home() / ".duckdb")
    (tmp_path / ".duckdbrc").write_text(".mode csv\n.headers off\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    before = loaded.tables()
    statements = [
        "delete from lake.silver.fct_events",
        "create table mine as select 1",
        "select * from ducklake_expire_snapshots('lake', older_than => now())",
        "select current_setting('autoinstall_known_extensions'), current_schema()",
    ]
    with OpenShell(loaded) as shell:
        for statement in statements:
            answer = shell.ask(statement)
    assert answer == ["false,gold_growth"]
    assert shell.errors.count("read-only mode") == 3
    assert loaded.tables() == before


@pytest.mark.deep
def test_an_idle_shell_holds_nothing_and_an_open_transaction_keeps_the_log(loaded: Shop) -> None:
    count = "select count(*) from fct_events"
    with OpenShell(loaded, "-csv", "-noheader") as shell:
        assert shell.ask(count) == ["4"]
        for _ in range(2):
            write(loaded.home)
        assert checkpoint(loaded.home) == (0, 0)
        assert shell.ask(count) == ["6"]
        assert shell.ask(f"begin; {count}") == ["6"]
        write(loaded.home)
        is_busy, kept = checkpoint(loaded.home)
        assert is_busy
        assert kept > 0
        assert shell.ask(count) == ["6"]
        assert shell.ask(f"commit; {count}") == ["7"]
        assert checkpoint(loaded.home) == (0, 0)
        [scratch] = (loaded.home / "tmp").glob("shell-*")
        remove_dead_scratch(Home(loaded.home))
        assert scratch.is_dir()
    assert (shell.process.returncode, shell.errors) == (0, "")
    remove_dead_scratch(Home(loaded.home))
    assert not scratch.exists()


class Terminal:
    """A shell on a terminal, as an analyst has it."""

    def __init__(self, shop: Shop, *arguments: str) -> None:
        command = [sys.executable, str(PROJECT / "etl.py"), "shell", "--home", str(shop.home)]
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "dumb"  # one that cannot be asked for its colours
            os.execv(command[0], [*command, *arguments])  # noqa: S606 - this is the terminal
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self.file, text.encode())

    def wait_for(self, pattern: str) -> str:
        """Read on until the pattern shows; give what was read since the last one."""
        until = time.monotonic() + 600
        while not (hit := re.search(pattern, self.seen)):
            assert time.monotonic() < until, self.seen
            if select([self.file], [], [], 1)[0]:
                self.seen += os.read(self.file, 65536).decode("utf-8", "replace")
                self.seen = re.sub(r"\x1b\[[0-9;]*m", "", self.seen)
        text, self.seen = self.seen[: hit.end()], self.seen[hit.end() :]
        return text

    def ended(self) -> int:
        """Wait for its end; give the exit code."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.file)
        return code


def test_a_terminal_is_welcomed_and_an_interrupt_ends_the_query_only(loaded: Shop) -> None:
    terminal = Terminal(loaded, "--team", "finance")
    welcome = terminal.wait_for(r"gold_finance\S* D")
    for view in read_models("gold"):
        if view.name != "vw_metrics":  # every team has its own
            assert (view.name in welcome) == (view.schema == "gold_finance")
    assert re.search(r"Last loaded 20\d\d-\d\d-\d\d \d\d:\d\d UTC, .* ago", welcome)
    assert "2024-03-01 12:02 UTC" in " ".join(welcome.split())
    terminal.type("select sum(a.range * b.range) from range(10000000) a, range(10000000) b;\r")
    time.sleep(1)
    terminal.type("\x03")
    terminal.wait_for(r" D ")
    terminal.type("select 6 * 7 as answer;\r")
    terminal.wait_for(r"\b42\b")
    terminal.type(".exit 7\r")
    assert terminal.ended() == 7


def test_keys_of_the_object_store_are_on_no_command_line_and_in_no_file(
    loaded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CANARY)
    loaded.settings('{"warehouse": {"data_path": "s3://lake-bucket/data"}}')
    became: list[str] = []
    monkeypatch.setattr("transforms.query.shell.os.execv", lambda _, given: became.extend(given))
    assert loaded.call("shell").code == 0
    file = int(became[2].removeprefix(".read /dev/fd/"))
    text = os.pread(file, 10_000, 0).decode()
    is_inherited = os.get_inheritable(file)
    os.close(file)
    assert (became[:2], is_inherited) == (["duckdb", "-cmd"], True)
    assert CANARY.replace("'", "''") in text
    assert "read_only true" in text.lower()
    assert not any("canary" in each for each in became)
    for path in loaded.home.rglob("*"):
        assert path.is_dir() or b"canary" not in path.read_bytes()


def test_a_shell_without_a_lake_is_69(new_shop: Shop) -> None:
    ended = new_shop.call("shell")
    assert ended.code == 69
    assert "etl.py run" in ended.err


def test_a_shell_without_a_duckdb_is_78(
    loaded: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.query.shell.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError):
        find_duckdb()
    ended = loaded.call("shell")
    assert ended.code == 78
    assert "duckdb-cli" in ended.err
    (tmp_path / "duckdb").write_text("#!/bin/sh\n")
    (tmp_path / "duckdb").chmod(0o755)
    assert find_duckdb() == str(tmp_path / "duckdb")


def test_an_unknown_team_is_2(loaded: Shop) -> None:
    assert loaded.call("shell", "--team", "legal").code == 2
