"""An account that may read the lake's files, and not write them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.events import event, lines
from tests.lakes import build_lake
from transforms.config import Config
from transforms.home import Home
from transforms.lake.attachment import attachment
from transforms.lake.connection import connect, open_lake
from transforms.lake.extensions import load_extension
from transforms.query.shell import find_duckdb

EVENTS = lines(event("page_view", "v"), event("page_view", "w", 1))


def test_the_files_of_the_log_outlive_the_writer(tmp_path: Path) -> None:
    build_lake(tmp_path, [EVENTS]).close()
    with open_lake(Home(tmp_path), Config()) as lake:
        lake.execute("create table lake.ops.t as select 1 as x")
    sizes = {path.name: path.stat().st_size for path in tmp_path.glob("warehouse/catalog.*-*")}
    assert sizes == {"catalog.sqlite-wal": 0, "catalog.sqlite-shm": 0}


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody reaches, unlike those of pytest."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.deep
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
def test_who_cannot_write_reads_all_and_changes_nothing(public: Path) -> None:
    home = Home(public / "home")
    lake = build_lake(home.root, [EVENTS])
    lake.close()
    with open_lake(home, lake.config) as writer:
        writer.execute("create table lake.ops.t as select 1 as x")
    loads = []
    for extension in ("ducklake", "sqlite_scanner"):
        with connect(lake.config, public / "spill") as connection:
            load_extension(connection, extension)
            row = connection.execute(
                "select install_path from duckdb_extensions() where extension_name = ?", [extension]
            ).fetchone()
        loads.append(shutil.copy(row[0] if row else "", public))
    program = shutil.copy(find_duckdb(), public)
    for read_only, code in ((True, 0), (False, 1)):
        how = attachment(home, lake.config, read_only=read_only)
        steps = [*(f"load '{path}'" for path in loads), *how.settings, how.attach]
        steps += ["select count(*) from lake.silver.fct_events"]
        steps += [] if read_only else ["delete from lake.silver.fct_events"]
        done = subprocess.run(
            [program, "-bail", "-csv", "-noheader", "-c", ";".join(steps)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            user="nobody",
            env={"HOME": "/nonexistent"},
        )
        assert (done.returncode, done.stdout[:1]) == (code, "2"), done.stderr
