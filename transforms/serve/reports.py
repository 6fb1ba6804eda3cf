"""Reports that somebody asked for: `report` in a process of its own, one at a time.

What becomes of each is told by `reports/<id>.json`, beside its folder; the newest `api.reports`
are kept.
"""

import fcntl
import json
import logging
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from transforms.lakehouse import PROJECT, Lakehouse
from transforms.serve.access import PREFIX, Person
from transforms.system.clock import now
from transforms.system.durable import make_folder, reaching, write_file

log = logging.getLogger("lakehouse")

RUNNING, DONE, FAILED = "running", "done", "failed"

_PROGRAM = "from transforms.cli import main; main()"
_ID = re.compile(r"[0-9]{8}_[0-9]{6}_[0-9a-f]{8}")
_STOP_SECONDS = 10


class OneIsRunning(Exception):
    """Caught by the API: a report is being written, by whomever."""


@dataclass(frozen=True)
class Report:
    """A report that was asked for: whose, of which teams, where it will lie, how it stands.

    Times are UTC; `exit_code` is that of `report`, and None while it runs or where nobody knows.
    """

    id: str
    who: str
    teams: tuple[str, ...]
    folder: str
    started_at: str
    state: str = RUNNING
    exit_code: int | None = None
    ended_at: str | None = None


class Reports:
    """Starts reports, and tells what becomes of them; close it in the end."""

    def __init__(
        self, lakehouse: Lakehouse, settings: Path, program: tuple[str, ...] = ("-c", _PROGRAM)
    ) -> None:
        self._home = lakehouse.home
        self._kept = lakehouse.config.api.reports
        self._settings = settings
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None

    def start(self, person: Person) -> Report:
        """Begin a report of a person's teams.

        Raises:
            OneIsRunning: another one is not finished.
        """
        with self._lock:
            if (self._process and self._process.poll() is None) or self._is_locked():
                raise OneIsRunning
            started = now()
            name = f"{started:%Y%m%d_%H%M%S}_{secrets.token_hex(4)}"
            folder = self._home.reports / name
            report = Report(name, person.name, person.teams, str(folder), _said(started))
            make_folder(self._home.reports)
            self._write(report)
            self._process = self._begun(report)
            self._watcher = threading.Thread(target=self._watch, args=(self._process, report))
            self._watcher.start()
            self._remove_old()
        return report

    def find(self, name: str) -> Report | None:
        """Tell how a report stands; of one whose server was killed, nobody knows how it ended."""
        path = self._home.reports / f"{name}.json"
        if not _ID.fullmatch(name) or not path.is_file():
            return None
        with reaching(path):
            values = json.loads(path.read_bytes())
        report = Report(**{**values, "teams": tuple(values["teams"])})
        with self._lock:
            is_ours = self._watcher is not None and self._watcher.is_alive()
            if report.state == RUNNING and not is_ours and not self._is_locked():
                return replace(report, state=FAILED)
        return report

    def close(self) -> None:
        """Ask the report that is being written to end, and wait for it."""
        with self._lock:
            process, watcher = self._process, self._watcher
        if process and watcher:
            process.terminate()
            watcher.join(_STOP_SECONDS)
            process.kill()
            watcher.join()

    def _begun(self, report: Report) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
        secretless = {name: text for name, text in os.environ.items() if PREFIX not in name}
        return subprocess.Popen(  # noqa: S603 - our own program, no shell
            [
                *(sys.executable, *self._program, "report", "--quiet"),
                *("--home", str(self._home.root), "--config", str(self._settings)),
                *("--out", report.folder),
                *(word for team in report.teams for word in ("--team", team)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**secretless, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is ours to hand on
        )

    def _watch(self, process: subprocess.Popen[bytes], report: Report) -> None:
        code = process.wait()
        state = DONE if code == 0 else FAILED
        log.info("the report %s of %s ended with %s", report.id, report.who, code)
        self._write(replace(report, state=state, exit_code=code, ended_at=_said(now())))

    def _write(self, report: Report) -> None:
        content = json.dumps(asdict(report)).encode() + b"\n"
        write_file(self._home.reports / f"{report.id}.json", content)

    def _is_locked(self) -> bool:
        """Tell whether any process writes a report at the moment."""
        try:
            lock = os.open(self._home.report_lock, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def _remove_old(self) -> None:
        known = sorted(each.stem for each in self._home.reports.glob("*.json"))
        for name in [each for each in known if _ID.fullmatch(each)][: -self._kept]:
            shutil.rmtree(self._home.reports / name, ignore_errors=True)
            (self._home.reports / f"{name}.json").unlink(missing_ok=True)


def _said(moment: datetime) -> str:
    return f"{moment.isoformat(timespec='seconds')}Z"
