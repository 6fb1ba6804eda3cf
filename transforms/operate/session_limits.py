"""What the limits of sessions do: events of bots that are left out, sessions that were ended."""

import duckdb

from transforms.config import Config


def read_session_limits(connection: duckdb.DuckDBPyConnection, config: Config) -> dict[str, int]:
    """Count what the settings leave out of sessions, and end; nothing where none is set.

    `bots` counts visitors, `bot_days` their days, `bot_events` the events of these,
    `continued_sessions` the sessions that go on from one that was ended.
    """
    found: dict[str, int] = {}
    if config.sessions.max_daily_events is not None:
        asked = (
            "count(distinct visitor_id) as bots, count(*) as bot_days,"
            " cast(coalesce(sum(event_count), 0) as bigint) as bot_events"
            " from lake.silver.silver_bot_days"
        )
        found |= _counts(connection, asked)
    if config.sessions.max_hours is not None:
        asked = "count(*) as continued_sessions from lake.silver.silver_sessions where is_continued"
        found |= _counts(connection, asked)
    return found


def _counts(connection: duckdb.DuckDBPyConnection, asked: str) -> dict[str, int]:
    answer = connection.execute(f"select {asked}")
    names = [column[0] for column in answer.description or []]
    return dict(zip(names, answer.fetchone() or (), strict=True))
