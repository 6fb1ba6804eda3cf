"""Alerts: opened by the first broken day, kept while it goes on, resolved by a day that is well.

An alert is of a monitor and a slice, not of a day, so that a fault of a week is one alert. What is
known of alerts stands in `ops.alerts`, and what they become is decided here, without the lake.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import duckdb

from transforms.load.ledger import insert_rows
from transforms.quality.health import Trouble
from transforms.quality.monitors import Judged, Verdict

OPEN, RESOLVED = "open", "resolved"


@dataclass(frozen=True)
class Alert:
    """A row of `ops.alerts`."""

    alert_id: str
    monitor: str
    slice: str
    owner: str
    state: str
    days: int
    first_day: date | None
    last_day: date | None
    last_value: float | None
    threshold: float | None
    sentence: str
    opened_at: datetime
    notified_at: datetime | None = None
    resolved_at: datetime | None = None
    snoozed_until: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is of."""
        return self.monitor, self.slice

    @property
    def title(self) -> str:
        """Name what it is of."""
        return f"{self.monitor} {self.slice}".strip()

    def is_snoozed(self, at: datetime) -> bool:
        """Tell whether nobody wants to hear of it at a time."""
        return self.snoozed_until is not None and self.snoozed_until > at and self.state == OPEN


_COLUMNS = tuple(each.name for each in fields(Alert))


def read_alerts(connection: duckdb.DuckDBPyConnection) -> list[Alert]:
    """Read all alerts, the oldest first."""
    listed = ", ".join(
        f"cast({name} as double)" if name in ("last_value", "threshold") else name
        for name in _COLUMNS
    )
    rows = connection.execute(
        f"select {listed} from lake.ops.alerts order by opened_at, monitor, slice, alert_id"
    )
    return [Alert(*row) for row in rows.fetchall()]


def write_alerts(connection: duckdb.DuckDBPyConnection, alerts: Sequence[Alert]) -> None:
    """Put alerts in the place of what was known of them, inside the caller's transaction."""
    if not alerts:
        return
    ids = [each.alert_id for each in alerts]
    connection.execute("delete from lake.ops.alerts where alert_id in (select unnest(?))", [ids])
    rows = [tuple(_value(getattr(each, name)) for name in _COLUMNS) for each in alerts]
    insert_rows(connection, "alerts", _COLUMNS, rows)


def settle(
    known: Iterable[Alert],
    verdicts: Iterable[Verdict],
    troubles: Iterable[Trouble],
    at: datetime,
    watched: Collection[str],
) -> list[Alert]:
    """Tell which alerts are new or have changed, by what monitors and the pipeline say now.

    An alert of a monitor that is `watched` and could not judge stays as it is; an open one of what
    nobody watches, or of trouble that is over, is resolved.
    """
    of: dict[tuple[str, str], list[Alert]] = {}
    for alert in known:
        of.setdefault(alert.key, []).append(alert)
    changed: list[Alert] = []
    seen = set()
    for verdict in verdicts:
        key = (verdict.monitor, verdict.slice)
        seen.add(key)
        changed += _of_days(verdict, of.get(key, []), at)
    for trouble in troubles:
        key = (trouble.monitor, trouble.slice)
        seen.add(key)
        changed += _of_trouble(trouble, of.get(key, []), at)
    for key in of.keys() - seen:
        if key[0] not in watched:
            changed += [_resolved(each, at) for each in of[key] if each.state == OPEN]
    return sorted(changed, key=lambda each: (each.opened_at, each.monitor, each.slice))


def _of_days(verdict: Verdict, known: Sequence[Alert], at: datetime) -> list[Alert]:
    """Go through the days in their order, so that it is one whether they were judged one by one."""
    current = next((each for each in known if each.state == OPEN), None)
    changed: dict[str, Alert] = {}
    for judged in verdict.days:
        if judged.bounds is None:
            continue
        if judged.is_broken and not _is_told(judged.day, [*known, *changed.values()]):
            current = _lasting(verdict, judged, current, at)
        elif judged.is_broken or current is None or judged.day < (current.last_day or judged.day):
            continue
        else:
            current = _resolved(current, at)
        changed[current.alert_id] = current
        current = current if current.state == OPEN else None
    return list(changed.values())


def _lasting(verdict: Verdict, judged: Judged, current: Alert | None, at: datetime) -> Alert:
    """Open an alert with a broken day, or let the open one go on with it."""
    day, said = judged.day, _sentence(verdict, judged)
    if current is None:
        key = (verdict.monitor, verdict.slice)
        opened = _opened(key, verdict.owner, said, judged.value, _beyond(judged), at, day)
        return replace(opened, days=1, first_day=day, last_day=day)
    longer = replace(current, days=current.days + 1, first_day=min(current.first_day or day, day))
    if current.last_day is not None and day < current.last_day:
        return longer
    value, threshold = judged.value, _beyond(judged)
    return replace(longer, last_day=day, last_value=value, threshold=threshold, sentence=said)


def _of_trouble(trouble: Trouble, known: Sequence[Alert], at: datetime) -> list[Alert]:
    current = next((each for each in known if each.state == OPEN), None)
    if current is not None:
        if current.sentence == trouble.sentence:
            return []
        return [replace(current, sentence=trouble.sentence, last_value=trouble.value)]
    key = (trouble.monitor, trouble.slice)
    return [
        _opened(key, trouble.owner, trouble.sentence, trouble.value, trouble.threshold, at, None)
    ]


def _opened(
    key: tuple[str, str],
    owner: str,
    sentence: str,
    value: float | None,
    threshold: float | None,
    at: datetime,
    day: date | None,
) -> Alert:
    return Alert(
        alert_id=_alert_id(*key, at, day),
        monitor=key[0],
        slice=key[1],
        owner=owner,
        state=OPEN,
        days=0,
        first_day=None,
        last_day=None,
        last_value=value,
        threshold=threshold,
        sentence=sentence,
        opened_at=at,
    )


def snooze(alerts: Iterable[Alert], alert_id: str, until: datetime) -> Alert | None:
    """Give an open alert of which nobody is reminded for a while; None where there is none."""
    found = next((each for each in alerts if each.alert_id == alert_id), None)
    return replace(found, snoozed_until=until) if found and found.state == OPEN else None


def _is_told(day: date, known: Iterable[Alert]) -> bool:
    return any(
        each.first_day is not None
        and each.last_day is not None
        and each.first_day <= day <= each.last_day
        for each in known
    )


def _resolved(alert: Alert, at: datetime) -> Alert:
    return replace(alert, state=RESOLVED, resolved_at=at, notified_at=None)


def _sentence(verdict: Verdict, judged: Judged) -> str:
    """Say what was found on a day, and what would have been well."""
    name = f"{verdict.monitor} {verdict.slice}".strip()
    bounds = judged.bounds
    low, high = (bounds.low, bounds.high) if bounds else (None, None)
    if low is None or high is None:
        word, limit = ("at most", high) if low is None else ("at least", low)
        wish = f"{word} {number(limit)}"
    else:
        wish = f"{number(low)} to {number(high)}"
    return f"{name} was {number(judged.value)} on {judged.day}, {wish} was expected"


def number(value: float | None) -> str:
    """Write a number as briefly as it can be read."""
    if value is None:
        return "nothing"
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def _beyond(judged: Judged) -> float | None:
    bounds = judged.bounds
    if bounds is None:
        return None
    is_low = bounds.low is not None and judged.value < bounds.low
    return bounds.low if is_low else bounds.high


def _alert_id(monitor: str, slice_name: str, at: datetime, day: date | None) -> str:
    text = "\n".join((monitor, slice_name, at.isoformat(), str(day or "")))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _value(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


def is_due(alert: Alert, at: datetime, remind_after: timedelta) -> str:
    """Name the message that is due of an alert; nothing where none is."""
    if alert.is_snoozed(at):
        return ""
    if alert.notified_at is None:
        return alert.state
    is_forgotten = alert.state == OPEN and at - alert.notified_at >= remind_after
    return f"reminder {alert.notified_at.isoformat()}" if is_forgotten else ""
