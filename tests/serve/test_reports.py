"""Reports that are asked for: one at a time, in a process that knows no secret, told in the end."""

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.serve.asgi import BO
from tests.serve.conftest import Serve, Served
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.serve.access import Person
from transforms.serve.reports import DONE, FAILED, RUNNING, OneIsRunning, Report, Reports
from transforms.system.lock import holding
from transforms.system.progress import Progress

ANA = Person("ana", ("growth",))
#: Stands in for `report`: writes what it was told, and waits until it may end.
PROGRAM = """
import json, os, sys, time, pathlib
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
secrets = [name for name in os.environ if name.startswith("LAKEHOUSE_TOKEN_")]
out.mkdir()
(out / "told.part").write_text(json.dumps([sys.argv[1:], secrets]))
(out / "told.part").rename(out / "told.json")
while not (out / "end").exists():
    time.sleep(0.01)
sys.exit(int((out / "end").read_text() or 0))
"""


def reports_of(home: Path, kept: int = 20) -> Reports:
    lakehouse = Lakehouse(Home(home), Config.model_validate({"api": {"reports": kept}}), Progress())
    return Reports(lakehouse, home / "config.json", ("-c", PROGRAM))


@pytest.fixture
def reports(tmp_path: Path) -> Iterator[Reports]:
    with closing(reports_of(tmp_path)) as opened:
        yield opened


def waited(path: Path) -> Path:
    """Wait for a file."""
    until = time.monotonic() + 60
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.01)
    return path


def ended(reports: Reports, report: Report, code: str) -> Report | None:
    """Let a report end, and tell how it stands."""
    folder = waited(Path(report.folder) / "told.json").parent
    (folder / "end.part").write_text(code)
    (folder / "end.part").rename(folder / "end")
    assert reports._watcher
    reports._watcher.join(60)
    return reports.find(report.id)


def test_a_report_runs_as_the_command_does(reports: Reports, tmp_path: Path) -> None:
    report = reports.start(Person("bo", ("growth", "finance")))
    said, secrets = json.loads(waited(Path(report.folder) / "told.json").read_text())
    assert said == [
        *("report", "--quiet", "--home", str(tmp_path), "--config", str(tmp_path / "config.json")),
        *("--out", report.folder, "--team", "growth", "--team", "finance"),
    ]
    assert secrets == []
    assert (report.state, report.exit_code) == (RUNNING, None)
    done = ended(reports, report, "0")
    assert done
    assert (done.state, done.exit_code, done.who) == (DONE, 0, "bo")
    assert done.ended_at
    assert done.ended_at >= done.started_at


def test_one_that_fails_says_its_code(reports: Reports) -> None:
    failed = ended(reports, reports.start(ANA), "78")
    assert failed
    assert (failed.state, failed.exit_code) == (FAILED, 78)


def test_one_runs_at_a_time(reports: Reports) -> None:
    report = reports.start(ANA)
    with pytest.raises(OneIsRunning):
        reports.start(ANA)
    ended(reports, report, "0")
    ended(reports, reports.start(ANA), "0")


def test_nor_beside_a_report_of_the_command_line(reports: Reports, tmp_path: Path) -> None:
    with holding(Home(tmp_path).report_lock), pytest.raises(OneIsRunning):
        reports.start(ANA)
    ended(reports, reports.start(ANA), "0")


def test_closing_ends_the_report(tmp_path: Path) -> None:
    reports = reports_of(tmp_path)
    report = reports.start(ANA)
    waited(Path(report.folder) / "told.json")
    reports.close()
    found = reports_of(tmp_path).find(report.id)
    assert found
    assert (found.state, found.exit_code) == (FAILED, -signal.SIGTERM)


def test_of_a_killed_server_nobody_knows_how_its_report_ended(
    reports: Reports, tmp_path: Path
) -> None:
    report = reports.start(ANA)
    ended(reports, report, "0")
    path = tmp_path / "reports" / f"{report.id}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "state": RUNNING}))
    found = reports_of(tmp_path).find(report.id)
    assert found
    assert found.state == FAILED


def test_old_reports_go(tmp_path: Path) -> None:
    with closing(reports_of(tmp_path, kept=2)) as reports:
        for day in range(1, 4):
            name = f"2020010{day}_000000_0123abcd"
            (tmp_path / "reports" / name).mkdir(parents=True)
            (tmp_path / "reports" / f"{name}.json").write_text("{}")
        (tmp_path / "reports" / "mine.json").write_text("{}")
        ended(reports, reports.start(ANA), "0")
        kept = sorted(each.name[:8] for each in (tmp_path / "reports").iterdir())
    assert kept.count("20200103") == 2
    assert not {"20200101", "20200102"} & set(kept)
    assert "mine.jso" in kept


@pytest.mark.parametrize("name", ["", "x", "../config", "20200101_000000_0123abc", "mine"])
def test_other_files_are_no_reports(reports: Reports, tmp_path: Path, name: str) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "mine.json").write_text("{}")
    assert reports.find(name) is None


@pytest.mark.slow
def test_the_api_begins_one_and_tells_of_it(serve: Serve, copy: Path) -> None:
    served: Served = serve(copy)
    begun = served.client.post("analysis/run")
    assert (begun.status, begun.json["state"], begun.json["teams"]) == (202, RUNNING, ["growth"])
    place = begun.headers["location"]
    assert place == f"/api/v1/analysis/{begun.json['id']}"
    assert str(copy) not in begun.body.decode()
    again = served.client.post("analysis/run", token=BO)
    assert (again.status, again.json["detail"]) == (409, "a report is being written")
    assert served.client.ask("GET", place).json["state"] == RUNNING
    assert served.client.ask("GET", place, token=BO).status == 404
    assert [line["status"] for line in served.lines()] == [202, 409, 200, 404]
    assert served.reports._process
    os.killpg(served.reports._process.pid, signal.SIGKILL)
    assert served.reports._watcher
    served.reports._watcher.join(60)
    told = served.client.ask("GET", place).json
    assert (told["state"], told["exit_code"]) == (FAILED, -signal.SIGKILL)
    shutil.rmtree(copy / "reports")
    assert served.client.ask("GET", place).status == 404
