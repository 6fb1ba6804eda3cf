"""What the limits of sessions do: events of bots that are left out, sessions that were ended."""

import duckdb

from transforms.config import Config


def read_session_limits(connection: duckdb.DuckDBPyConnection, config: Config) -> dict[str, int]:
    """Count what the settings leave out of sessions, and end; nothing where none is set.

    `bots` counts visitors, `bot_days` their days, `bot_events` the events of these,
    `continued_sessions` the sessions that go on from one that was ended.
    """
    asked: dict[str, str] = {}
    if config.sessions.max_daily_events is not None:
        asked |= {
            "bots": "select count(distinct visitor_id) from lake.silver.silver_bot_days",
            "bot_days": "select count(*) from lake.silver.silver_bot_days",
            "bot_events": "select coalesce(sum(event_count), 0) from lake.silver.silver_bot_days",
        }
    if config.sessions.max_hours is not None:
        asked["continued_sessions"] = (
            "select count(*) from lake.silver.silver_sessions where is_continued"
        )
    if not asked:
        return {}
    columns = ", ".join(f"({query})::bigint as {name}" for name, query in asked.items())
    row = connection.execute(f"select {columns}").fetchone() or ()
    return dict(zip(asked, row, strict=True))
