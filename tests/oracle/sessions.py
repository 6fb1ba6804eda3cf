"""Sessions: a visitor's events on one platform, split at quiet gaps."""

import hashlib
from collections import Counter
from typing import Any

from tests.oracle.billing import BACK_OFFICE
from tests.oracle.columns import SESSION_COLUMNS
from transforms.config import Config

Row = dict[str, Any]


def sessions(facts: list[Row], config: Config) -> list[Row]:
    """Split the events of every visitor and platform; each session carries its `events`."""
    gap_us = config.sessions.gap_minutes * 60_000_000
    open_sessions: dict[tuple[str, str], list[Row]] = {}
    begun_us: dict[tuple[str, str], int] = {}
    found: list[tuple[list[Row], bool]] = []
    bots = bot_days(facts, config)
    for fact in facts:
        if fact["visitor_id"] is None or fact["event_name"] in BACK_OFFICE:
            continue
        owner = fact["visitor_id"], fact["platform_id"]
        events = open_sessions.get(owner)
        is_apart = events is None or fact["event_us"] - _ended_us(events) > gap_us
        if fact["event_name"] == "refund":
            if events is not None and not is_apart:
                events.append(fact)
            continue
        if (fact["visitor_id"], fact["event_date"]) in bots:
            continue
        if events is None or is_apart:
            begun_us[owner] = fact["event_us"]
        is_cut = not is_apart and _is_cut(begun_us[owner], events, fact, config)
        if events is None or is_apart or is_cut:
            events = open_sessions[owner] = []
            found.append((events, is_cut))
        events.append(fact)
    return [
        _session(events, config) | {"is_continued": is_continued} for events, is_continued in found
    ]


def bot_days(facts: list[Row], config: Config) -> dict[tuple[str, Any], int]:
    """Count the events of each visitor's days that have more than a person's."""
    most = config.sessions.max_daily_events
    counts = Counter(
        (fact["visitor_id"], fact["event_date"])
        for fact in facts
        if fact["visitor_id"] is not None and fact["event_name"] not in {*BACK_OFFICE, "refund"}
    )
    return {day: count for day, count in counts.items() if most is not None and count > most}


def silver_bot_days(facts: list[Row], config: Config) -> list[Row]:
    """List the days of bots."""
    return [
        {"visitor_id": visitor_id, "event_date": day, "event_count": count}
        for (visitor_id, day), count in bot_days(facts, config).items()
    ]


def _is_cut(begun_us: int, events: list[Row] | None, fact: Row, config: Config) -> bool:
    """Tell whether a time to end at lies between two events, and enough was done before it."""
    if config.sessions.max_hours is None:
        return False
    most_us = config.sessions.max_hours * 3_600_000_000
    ends_us = fact["event_us"] // most_us * most_us
    return _ended_us(events or []) < ends_us and ends_us - begun_us >= most_us


def silver_user_sessions(sessions: list[Row]) -> list[Row]:
    """List the sessions."""
    return [{column: session[column] for column in SESSION_COLUMNS} for session in sessions]


def silver_event_sessions(sessions: list[Row]) -> list[Row]:
    """List the events of the sessions."""
    return [
        {
            "event_id": event["event_id"],
            "session_id": session["session_id"],
            "event_date": event["event_date"],
            "session_date": session["session_date"],
        }
        for session in sessions
        for event in session["members"]
    ]


def silver_session_days(sessions: list[Row], config: Config) -> list[Row]:
    """Cut the sessions at midnight."""
    return [
        {"session_id": session["session_id"], "session_date": session["session_date"]}
        | {"visitor_id": session["visitor_id"], "platform_id": session["platform_id"]}
        | {"event_date": day}
        | _of_day(events, config)
        | {"first_interaction_at": _first_interaction(events, config)}
        for session in sessions
        for day in sorted({event["event_date"] for event in session["events"]})
        for events in [[event for event in session["events"] if event["event_date"] == day]]
    ]


def silver_visitor_days(sessions: list[Row], config: Config) -> list[Row]:
    """Add up the days of each visitor and platform."""
    days: dict[tuple[Any, ...], list[Row]] = {}
    for session in sessions:
        for event in session["events"]:
            key = session["visitor_id"], session["platform_id"], event["event_date"]
            days.setdefault(key, []).append(event)
    begun = [(s["visitor_id"], s["platform_id"], s["session_date"]) for s in sessions]
    return [
        {"visitor_id": key[0], "platform_id": key[1], "event_date": key[2]}
        | {f"{n.removesuffix('_count')}s": v for n, v in row.items() if n.endswith("_count")}
        | {name: row[name] for name in ("user_id", "first_at", "last_at")}
        | {"sessions": begun.count(key)}
        for key, events in days.items()
        for row in [_of_day(sorted(events, key=_moment), config)]
    ]


def _moment(event: Row) -> tuple[int, str]:
    return event["event_us"], event["event_id"]


def _of_day(events: list[Row], config: Config) -> Row:
    names = [event["event_name"] for event in events]
    silent = config.sessions.non_interaction_events
    return {
        "user_id": next((e["user_id"] for e in reversed(events) if e.get("user_id")), None),
        "event_count": len(events),
        "interaction_count": len({e["event_us"] for e in events if e["event_name"] not in silent}),
        "view_count": names.count("view_item"),
        "cart_count": names.count("add_to_cart"),
        "checkout_count": names.count("begin_checkout"),
        "purchase_count": names.count("purchase"),
        "first_at": events[0]["event_at"],
        "last_at": events[-1]["event_at"],
    }


def _first_interaction(events: list[Row], config: Config) -> Any:
    silent = config.sessions.non_interaction_events
    return next((e["event_at"] for e in events if e["event_name"] not in silent), None)


def session_ids(sessions: list[Row]) -> dict[str, str]:
    """Give the session of each event that has one, by event id."""
    return {
        event["event_id"]: session["session_id"]
        for session in sessions
        for event in session["members"]
    }


def _ended_us(events: list[Row]) -> int:
    """Give the time of the last event; a refund is no part of a visit."""
    return max(int(event["event_us"]) for event in events if event["event_name"] != "refund")


def _session(members: list[Row], config: Config) -> Row:
    events = [event for event in members if event["event_name"] != "refund"]
    first, last = events[0], events[-1]
    visitor_id, platform_id = first["visitor_id"], first["platform_id"]
    name = f"{len(visitor_id)}:{visitor_id}|{platform_id}|{first['event_us']}"
    interactions = {
        event["event_us"]
        for event in events
        if event["event_name"] not in config.sessions.non_interaction_events
    }
    return {
        "session_id": hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
        "visitor_id": visitor_id,
        "user_id": next((e["user_id"] for e in reversed(events) if e.get("user_id")), None),
        "platform_id": platform_id,
        "session_start_at": first["event_at"],
        "session_end_at": last["event_at"],
        "session_date": first["event_date"],
        "duration_seconds": (last["event_us"] - first["event_us"]) // 1_000_000,
        "event_count": len(members),
        "interaction_count": len(interactions),
        "events": events,
        "members": members,
    }
