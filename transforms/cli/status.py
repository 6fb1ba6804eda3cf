"""status: who writes, how the last run went, what waits, what was refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command
from transforms.cli.tables import grouped, print_table
from transforms.cli.terminal import draw, print_line
from transforms.errors import ConfigError
from transforms.system.units import ago, counted, size_in_words, span_in_words

_SHOWN = 3  # of many; --json has them all


@app.command()
def status(
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Say where the lake stands: batches, rows, refusals, last events, who is writing."""
    from transforms.operate.status import read_status

    lakehouse = open_for_command(home, config)
    found = read_status(lakehouse)
    if json:
        output.print_json(found)
    else:
        print_table(["what", "where it stands"], in_words(found), prose={"where it stands"})
        if found["lake"]:
            print_line("")
            _print_recent(found["lake"]["recent_batches"])
            print_table(["table", "rows"], list(found["lake"]["rows"].items()), form=grouped)
    if found["advice"]:
        raise ConfigError(found["advice"])


def in_words(status: dict[str, Any]) -> list[tuple[str, str]]:
    """Say where the lake stands, one row for each thing that somebody may ask."""
    lake = status["lake"]
    rows = [
        ("home", status["home"]),
        ("writing now", _writer(status["writer"])),
        ("last run", _last_run(status["last_run"], is_writing=status["writer"] is not None)),
        ("inbox", _inbox(status["inbox"])),
        ("waiting batches", _waiting(status)),
        ("batches set aside", _some(status["set_aside_batches"])),
        ("quarantined files", _count(status["refused_files"], "in dead_letter/files/")),
    ]
    if lake is None:
        return [*rows, ("lake", "none yet; `etl.py run` makes one"), ("size", _sizes(status))]
    return [
        *rows,
        ("last event", _last_event(lake)),
        ("lines", _lines(lake)),
        ("refused lines", _refused(lake)),
        *([("limits of sessions", _limits(limits))] if (limits := lake["session_limits"]) else []),
        ("messages lost unread", _losses(lake["accepted_losses"])),
        ("failed batches", _some(lake["failed_batches"])),
        ("checks that found", _some(lake["checks_with_findings"])),
        ("fields without a rule", _some(lake["fields_without_a_rule"])),
        ("orphaned data files", _count(lake.get("orphaned_files", 0), "for `etl.py maintain`")),
        ("catalog log", _catalog_log(status)),
        ("size", _sizes(status)),
    ]


def _print_recent(batches: list[dict[str, Any]]) -> None:
    """Draw the last batches, the newest to the right."""
    if not batches:
        return
    names = ["", "", "least", "most", "last"]
    rows = [
        _drawn("seconds to load", batches, "seconds", lambda value: f"{value:,.1f}"),
        _drawn("refused share", batches, "refused_share", lambda value: f"{value:.2%}"),
        _drawn("age of the last event", batches, "lag_seconds", span_in_words),
    ]
    print_table(names, rows, f"the last {counted(len(batches), 'batch')}, the newest to the right")
    print_line("")


def _drawn(
    title: str, batches: list[dict[str, Any]], name: str, form: Callable[[float], str]
) -> tuple[str, ...]:
    values = [each[name] for each in batches]
    known = [value for value in values if value is not None]
    ends = (min(known), max(known), known[-1]) if known else ()
    return title, draw(values), *map(form, ends), *[""] * (3 - len(ends))


def _writer(writer: dict[str, Any] | None) -> str:
    if writer is None:
        return "nobody"
    since = _ago(writer.get("started_at"))
    who = f"process {writer.get('pid', 'unknown')} on {writer.get('host', 'unknown')}"
    return f"{who}, begun {since}: {writer.get('command', 'unknown')}"


def _last_run(run: dict[str, Any] | None, *, is_writing: bool) -> str:
    if run is None:
        return "none yet"
    name = "".join(f"{word}: " for word in run["command"].split()[1:2] if word.isalpha())
    if run["ended_at"] is None:
        how = "is at work" if is_writing else "did not end by itself (killed?)"
        return f"{name}began {_ago(run['started_at'])}, {how}"
    word = "done" if run["exit_code"] == 0 else f"ended with {run['exit_code']}"
    sentence = f": {run['sentence']}" if run["sentence"] else ""
    return f"{name}{_ago(run['ended_at'])}, {word} after {run['seconds']:,.1f} seconds{sentence}"


def _inbox(inbox: dict[str, Any]) -> str:
    waiting = f"{counted(inbox['files'], 'file')}, {size_in_words(inbox['bytes'])}"
    said = [waiting] if inbox["files"] else []
    if left := inbox["left"]:
        said.append(f"{len(left):,} that no run takes (F_ENDING), such as {left[0]}")
    return "; ".join(said) or "empty"


def _waiting(status: dict[str, Any]) -> str:
    if not status["waiting_batches"]:
        return "none"
    since = ago(status["oldest_waiting_seconds"])
    return f"{status['waiting_batches']:,}, the oldest came in {since}"


def _last_event(lake: dict[str, Any]) -> str:
    if lake["last_event_at"] is None:
        return "none yet"
    return f"{ago(lake['lag_seconds'])} ({lake['last_event_at']:%Y-%m-%d %H:%M:%S} UTC)"


def _limits(limits: dict[str, int]) -> str:
    said = []
    if "bots" in limits:
        said.append(
            f"{counted(limits['bot_events'], 'event')} of {counted(limits['bot_days'], 'day')} of"
            f" {counted(limits['bots'], 'bot')} left out"
        )
    if "continued_sessions" in limits:
        said.append(f"{counted(limits['continued_sessions'], 'session')} continued")
    return "; ".join(said)


def _lines(lake: dict[str, Any]) -> str:
    superseded = f" (of these {lake['superseded']:,} superseded)" if lake["superseded"] else ""
    return (
        f"{lake['lines']:,} in {counted(lake['batches'], 'batch')} = {lake['staged']:,} new"
        f"{superseded} + {counted(lake['duplicates'], 'duplicate')}"
        f" + {lake['dead_lettered']:,} refused + {lake['blank']:,} blank"
    )


def _refused(lake: dict[str, Any]) -> str:
    if not lake["dead_lettered"]:
        return "none"
    return f"{lake['dead_letter_share']:.2%} of all lines: {_some(lake['refused_by_code'])}"


def _losses(losses: dict[str, Any]) -> str:
    told = {name: "an unknown number" if count is None else count for name, count in losses.items()}
    return _some(told)


def _catalog_log(status: dict[str, Any]) -> str:
    if not status["catalog_log_bytes"]:
        return "empty"
    why = "a run is writing" if status["writer"] else "a reader's open transaction keeps it"
    return f"{size_in_words(status['catalog_log_bytes'])}: {why}"


def _sizes(status: dict[str, Any]) -> str:
    folders = (
        f"{name.replace('_', ' ')} {size_in_words(size)}" for name, size in status["bytes"].items()
    )
    layers = (status["lake"] or {}).get("bytes", {})
    inside = ", ".join(f"{name} {size_in_words(size)}" for name, size in layers.items())
    return ", ".join(folders) + (f"; data of {inside}" if inside else "")


def _some(found: dict[str, Any]) -> str:
    shown = [
        f"{key}: {value:,}" if isinstance(value, int) else f"{key}: {value}"
        for key, value in list(found.items())[:_SHOWN]
    ]
    more = [f"and {len(found) - _SHOWN:,} more (--json)"] if len(found) > _SHOWN else []
    return ", ".join([*shown, *more]) or "none"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number else "none"


def _ago(moment: str | None) -> str:
    if not moment:
        return "an unknown time"
    return ago((datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())
