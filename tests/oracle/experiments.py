"""Experiments: a code is an experiment and a variant, and a session may see several of both."""

import re
from datetime import datetime
from typing import Any

from transforms.config import Config

Row = dict[str, Any]


def silver_session_experiments(sessions: list[Row], config: Config) -> list[Row]:
    """Give the variants that each session saw, and whether each stood alone."""
    rows = []
    for session in sessions:
        seen = _seen(session["events"], config)
        for (experiment_id, variant), (code, first_seen_at) in seen.items():
            rows.append(
                {
                    "session_id": session["session_id"],
                    "experiment_id": experiment_id,
                    "variant": variant,
                    "code": code,
                    "first_seen_at": first_seen_at,
                    "is_only_variant": [name for name, _ in seen].count(experiment_id) == 1,
                }
            )
    return rows


def _seen(events: list[Row], config: Config) -> dict[tuple[str, str], tuple[str, datetime]]:
    seen: dict[tuple[str, str], tuple[str, datetime]] = {}
    for event in events:
        codes = {
            event["experiment_id"],
            *(c for item in event["items"] for c in item["experiment_ids"]),
        }
        for code in codes - {None}:
            parts = _parts(code, config)
            known, first_seen_at = seen.get(parts, (code, event["event_at"]))
            seen[parts] = min(known, code), first_seen_at
    return seen


def _parts(code: str, config: Config) -> tuple[str, str]:
    found = re.search(config.experiments.variant_pattern, code, re.DOTALL)
    return (found[1], found[2] or code) if found else ("", code)
