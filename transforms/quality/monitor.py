"""Monitor: the last days and the pipeline are judged, alerts are kept, and their owners told.

In this order: what was sent by a process that died is taken over; verdicts and alerts are written
in one transaction; each message is sent and marked in the outbox; the lake learns what arrived.
Killed anywhere, the next time goes on: what is due stays due, and what arrived is not sent again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import duckdb

from transforms.lake.connection import atomic
from transforms.lakehouse import Lakehouse
from transforms.load.adding import adding
from transforms.load.ledger import insert_rows
from transforms.models.rules import read_rules
from transforms.quality.addresses import Address, read_addresses
from transforms.quality.alerts import OPEN, Alert, is_due, read_alerts, settle, write_alerts
from transforms.quality.delivery import Postbox
from transforms.quality.health import of_columns, troubles
from transforms.quality.messages import Message
from transforms.quality.monitors import Verdict, due_days, judge, monitors_of
from transforms.quality.outbox import Outbox, Told
from transforms.quality.source_columns import SourceColumn, renamed, source_columns
from transforms.system.clock import now
from transforms.system.lock import holding

_RESULT = ("monitor", "slice", "day", "result", "value", "low", "high", "judged_at")
_COLUMN = ("batch_id", "column_name", "rows", "filled", "state", "looks_like")
_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Monitored:
    """What came of it: the days that were judged, alerts that changed, and all that are open.

    `undelivered` counts messages that did not arrive, `sent` those that did; `due` are alerts of
    which somebody is still to be told.
    """

    days: Sequence[date]
    verdicts: int
    changed: Sequence[Alert]
    open: Sequence[Alert]
    sent: int
    undelivered: int


def monitor(lakehouse: Lakehouse, *, notify: bool = True) -> Monitored:
    """Judge, keep alerts, and tell their owners unless nobody is to be notified.

    Raises:
        LockHeld: another run is writing, or monitoring.
        ConfigError: an address is none, or what delivers is not installed.
    """
    home = lakehouse.home
    addresses = read_addresses() if notify else []
    postbox = Postbox(addresses, lakehouse.config.alerts.timeout_seconds)
    outbox = Outbox(home)
    with holding(home.monitor_lock):
        with adding(lakehouse) as connection:
            before = outbox.sent()
            at = now()
            with atomic(connection):
                _keep_told(connection, before)
                days, verdicts, changed = _judge(connection, lakehouse, at)
            outbox.empty()
            alerts, told = read_alerts(connection), _read_told(connection)
        due = _due(lakehouse, alerts, at)
        messages = _messages(due, addresses, told)
        sent = _send(messages, postbox, outbox) if messages else 0
        arrived = outbox.sent()
        if due and notify and addresses:
            with adding(lakehouse) as connection, atomic(connection):
                _keep_told(connection, arrived)
                _note_told(connection, due, addresses)
            outbox.empty()
    return Monitored(
        days=days,
        verdicts=verdicts,
        changed=changed,
        open=[each for each in alerts if each.state == OPEN],
        sent=sent,
        undelivered=len(messages) - sent,
    )


def _judge(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, at: datetime
) -> tuple[Sequence[date], int, list[Alert]]:
    config = lakehouse.config
    days = due_days(connection, config)
    verdicts = judge(connection, config, days)
    _write_results(connection, verdicts, at)
    columns = _keep_columns(connection, lakehouse)
    found = [*troubles(connection, lakehouse.home, config, at), *of_columns(renamed(columns))]
    watched = {*monitors_of(config), *(rule.name for rule in read_rules())}
    changed = settle(read_alerts(connection), verdicts, found, at, watched)
    write_alerts(connection, changed)
    return days, len(verdicts), changed


def _write_results(
    connection: duckdb.DuckDBPyConnection, verdicts: Sequence[Verdict], at: datetime
) -> None:
    """Put the results of the days in the place of those before; of slices, what is broken."""
    sliced = {rule.name for rule in read_rules() if rule.has_slices}
    rows = []
    for verdict in verdicts:
        for each in verdict.days:
            if verdict.monitor in sliced and not each.is_broken:
                continue
            low, high = (each.bounds.low, each.bounds.high) if each.bounds else (None, None)
            result = "broken" if each.is_broken else "ok" if each.bounds else "learning"
            row = (verdict.monitor, verdict.slice, each.day, result, each.value, low, high, at)
            rows.append(tuple(round(v, 6) if isinstance(v, float) else v for v in row))
    days = sorted({each.day for verdict in verdicts for each in verdict.days})
    connection.execute(
        "delete from lake.ops.monitor_results where day in (select unnest(?::date[]))", [days]
    )
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        insert_rows(connection, "monitor_results", _RESULT, rows[first : first + _ROWS_AT_ONCE])


def _keep_columns(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse
) -> Iterator[SourceColumn]:
    """Write down the columns of batches that came since; give those of the last batch of all."""
    rows = connection.execute(
        """
        select batch_id from lake.ops.batches
        where state = 'loaded' and lines > 0 and batch_id not in (
            select batch_id from lake.ops.source_columns
        )
        order by received_at, batch_id
        """
    ).fetchall()
    found = source_columns(connection, lakehouse, [batch_id for (batch_id,) in rows])
    kept = [
        (each.batch_id, each.column, each.rows, each.filled, each.state, each.looks_like)
        for each in found
    ]
    for first in range(0, len(kept), _ROWS_AT_ONCE):
        insert_rows(connection, "source_columns", _COLUMN, kept[first : first + _ROWS_AT_ONCE])
    last = connection.execute(
        """
        select batch_id, column_name, rows, filled, state, looks_like
        from lake.ops.source_columns
        where batch_id = (
            select batch_id from lake.ops.batches where state = 'loaded' and staged > 0
            order by last_event_at desc, received_at desc, batch_id desc limit 1
        )
        """
    ).fetchall()
    return (SourceColumn(*row) for row in last)


def _due(lakehouse: Lakehouse, alerts: Sequence[Alert], at: datetime) -> list[tuple[Alert, str]]:
    remind_after = timedelta(hours=lakehouse.config.alerts.remind_hours)
    found = ((alert, is_due(alert, at, remind_after)) for alert in alerts)
    return [(alert, message) for alert, message in found if message]


def _messages(
    due: Sequence[tuple[Alert, str]], addresses: Sequence[Address], told: set[Told]
) -> list[Message]:
    """Gather one message for each owner and address, of what it was not told yet."""
    messages = []
    for address in addresses:
        for owner in sorted({alert.owner for alert, _ in due if address.takes(alert.owner)}):
            untold = [
                (alert, message)
                for alert, message in due
                if alert.owner == owner
                and Told(alert.alert_id, message, address.digest) not in told
            ]
            if untold:
                messages.append(Message(address, owner, untold))
    return messages


def _send(messages: Sequence[Message], postbox: Postbox, outbox: Outbox) -> int:
    outbox.fill([message.told for message in messages])
    sent = 0
    for number, message in enumerate(messages):
        if postbox.send(message):
            outbox.mark(number)
            sent += 1
    return sent


def _read_told(connection: duckdb.DuckDBPyConnection) -> set[Told]:
    rows = connection.execute("select alert_id, message, address from lake.ops.alert_messages")
    return {Told(*row) for row in rows.fetchall()}


def _keep_told(connection: duckdb.DuckDBPyConnection, told: Sequence[Told]) -> None:
    new = (
        sorted({*told} - _read_told(connection), key=lambda each: (each.alert_id, each.message))
        if told
        else []
    )
    rows = [(each.alert_id, each.message, each.address) for each in new]
    insert_rows(connection, "alert_messages", ("alert_id", "message", "address"), rows)


def _note_told(
    connection: duckdb.DuckDBPyConnection,
    due: Sequence[tuple[Alert, str]],
    addresses: Sequence[Address],
) -> None:
    """Note the alerts of which every address was told; what was partly told is then forgotten.

    An alert that has changed since is left alone.
    """
    told, current = (
        _read_told(connection),
        {each.alert_id: each for each in read_alerts(connection)},
    )
    done = []
    for alert, message in due:
        owners = [each for each in addresses if each.takes(alert.owner)]
        is_same = current.get(alert.alert_id) == alert
        if (
            owners
            and is_same
            and all(Told(alert.alert_id, message, each.digest) in told for each in owners)
        ):
            done.append(replace(alert, notified_at=now()))
    write_alerts(connection, done)
    connection.execute(
        "delete from lake.ops.alert_messages where alert_id in (select unnest(?::varchar[]))",
        [[each.alert_id for each in done]],
    )
