"""The schedule: what cron or systemd needs to run the lakehouse again and again, quoted for each.

Secrets come from the file `.env` of the home, if it is there: NAME=value, one a line.
"""

import getpass
import shlex
from dataclasses import dataclass
from pathlib import Path

from transforms.errors import UsageError
from transforms.system.units import counted, span_in_words

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Job:
    """What is to be run, with absolute paths, and how often."""

    python: Path
    project: Path
    home: Path
    config: Path | None
    seconds: int

    @property
    def command(self) -> list[str]:
        """The command line of one run."""
        config = ["--config", str(self.config)] if self.config else []
        script = str(self.project / "etl.py")
        home = ["--home", str(self.home)]
        return [str(self.python), script, "run", *home, *config, "--log-format", "json"]

    @property
    def environment_file(self) -> Path:
        """Where secrets are taken from."""
        return self.home / ".env"


def cron_line(job: Job) -> str:
    """Write a crontab line; log lines go to the system's log.

    Raises:
        UsageError: cron cannot say this span, or a path would break the line.
    """
    env = shlex.quote(str(_checked(job).environment_file))
    steps = (
        f"cd {shlex.quote(str(job.project))} &&",
        f"{{ [ ! -r {env} ] || {{ set -a; . {env}; set +a; }}; }} &&",
        f"{shlex.join(job.command)} 2>&1 >/dev/null | logger -t lakehouse --size 64KiB",
    )
    return f"{_cron_time(job.seconds)} {' '.join(steps).replace('%', chr(92) + '%')}\n"


def systemd_units(job: Job) -> dict[str, str]:
    """Write a service and a timer, by file name.

    Raises:
        UsageError: the calendar cannot say this span, or a path would break a line.
    """
    _checked(job)
    service = f"""\
[Unit]
Description=Growth lakehouse: new events into the tables
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={getpass.getuser()}
WorkingDirectory={_specified(job.project)}
EnvironmentFile=-{_specified(job.environment_file)}
ExecStart={" ".join(map(_argument, job.command))}
StandardOutput=null
SyslogIdentifier=lakehouse
# 75: another run is writing, and does the work
SuccessExitStatus=75
"""
    timer = f"""\
[Unit]
Description=Growth lakehouse: every {span_in_words(job.seconds)}

[Timer]
OnCalendar={_calendar(job.seconds)}
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {"lakehouse.service": service, "lakehouse.timer": timer}


def _checked(job: Job) -> Job:
    for path in (job.python, job.project, job.home, job.config):
        if path is not None and not str(path).isprintable():
            raise UsageError(f"a path in a schedule must be printable, got {str(path)!r}")
    return job


def _cron_time(seconds: int) -> str:
    minutes, hours = _parts(seconds)
    if hours:
        return f"0 {f'*/{hours}' if hours < 24 else 0} * * *"
    return f"*/{minutes} * * * *"


def _calendar(seconds: int) -> str:
    minutes, hours = _parts(seconds)
    if hours:
        return f"*-*-* {f'00/{hours}' if hours < 24 else '00'}:00:00"
    return f"*:0/{minutes}"


def _parts(seconds: int) -> tuple[int, int]:
    """Tell the minutes or the hours of a span that comes round with the clock."""
    if seconds % _MINUTE == 0 and seconds < _HOUR and _HOUR % seconds == 0:
        return seconds // _MINUTE, 0
    if seconds % _HOUR == 0 and seconds <= _DAY and _DAY % seconds == 0:
        return 0, seconds // _HOUR
    name, length = ("second", 1) if seconds % _MINUTE else ("minute", _MINUTE)
    raise UsageError(
        "--every must divide an hour or a day evenly, such as 5m, 15m, 1h or 6h,"
        f" got {counted(seconds // length, name)}; `etl.py run --every` takes any span"
    )


def _specified(path: Path) -> str:
    """Write a path for a unit, where `%` begins a specifier."""
    return str(path).replace("%", "%%")


def _argument(text: str) -> str:
    """Quote an argument of ExecStart, where spaces part and `$` and `%` stand for something."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$").replace("%", "%%")
    return f'"{escaped}"' if escaped != text or shlex.quote(text) != text else text
