"""Costs: what each campaign cost on each day, as it was reported last."""

import hashlib
from typing import Any

from tests.oracle.money import converted

Row = dict[str, Any]

COST = "marketing_cost"
NAMES = ("source", "medium", "campaign")


def fct_marketing_costs(facts: list[Row]) -> list[Row]:
    """Give the last report of each day and campaign, but for the channel, which has rules.

    A report without a value tells of no cost.
    """
    last: dict[str, Row] = {}
    costs = [fact for fact in facts if fact["event_name"] == COST and fact.get("value") is not None]
    for report in sorted(costs, key=_told):
        last[_cost_id(report)] = report
    return [
        {"cost_id": cost_id, "event_id": report["event_id"], "cost_date": report["event_date"]}
        | {name: report[name] for name in NAMES}
        | {
            "currency": report["currency"],
            "cost": converted(report["value"], report["rate"]),
            "cost_original": report["value"],
            "clicks": report.get("clicks"),
            "impressions": report.get("impressions"),
            "reported_at": _told(report)[0],
        }
        for cost_id, report in last.items()
    ]


def _told(report: Row) -> tuple[Any, str]:
    return report.get("reported_at") or report["event_at"], report["event_id"]


def _cost_id(report: Row) -> str:
    names = [f"{len(report[name])}:{report[name]}" if report[name] else "" for name in NAMES]
    text = "|".join([str(report["event_date"]), *names])
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
