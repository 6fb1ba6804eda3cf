"""Sessions: a visitor's events on one platform, split at quiet gaps."""

import hashlib
from typing import Any

from tests.oracle.columns import SESSION_COLUMNS
from transforms.config import Config

Row = dict[str, Any]


def sessions(facts: list[Row], config: Config) -> list[Row]:
    """Split the events of every visitor and platform; each session carries its `events`."""
    gap_us = config.sessions.gap_minutes * 60_000_000
    open_sessions: dict[tuple[str, str], list[Row]] = {}
    found: list[list[Row]] = []
    for fact in facts:
        if fact["visitor_id"] is None:
            continue
        owner = fact["visitor_id"], fact["platform_id"]
        events = open_sessions.get(owner)
        is_apart = events is None or fact["event_us"] - _ended_us(events) > gap_us
        if fact["event_name"] == "refund":
            if events is not None and not is_apart:
                events.append(fact)
            continue
        if events is None or is_apart:
            events = open_sessions[owner] = []
            found.append(events)
        events.append(fact)
    return [_session(events, config) for events in found]


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
