"""MRR: each customer's movements by day, and the months that follow, by who paid on which day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

CAME, WENT = ("new", "reactivation", "expansion"), ("contraction", "churn")


def vw_mrr_movements(subscriptions: list[Row], owner_of: dict[str, str]) -> list[Row]:
    """Walk through the days of each customer's versions, and tell what moved."""
    versions_of: dict[str, list[Row]] = {}
    for version in subscriptions:
        versions_of.setdefault(customer(version, owner_of), []).append(version)
    movements = []
    for user_id, versions in versions_of.items():
        days = {version[name] for version in versions for name in ("valid_from", "valid_to")}
        before, has_paid = Decimal(0), False
        for day in sorted(days - {None}):
            after = paid_on(versions, day)
            if after != before:
                movement = _named(before, after, has_paid=has_paid)
                row = {"user_id": user_id, "moved_on": day, "movement": movement}
                movements.append(row | {"mrr_before": before, "mrr_change": after - before})
                movements[-1]["mrr_after"] = after
            before, has_paid = after, has_paid or after > 0
    return movements


def vw_mrr_monthly(
    subscriptions: list[Row], owner_of: dict[str, str], first: date, last: date
) -> list[Row]:
    """Tell each month from `first` to `last` since somebody paid, by who paid on its ends."""
    movements = vw_mrr_movements(subscriptions, owner_of)
    began = min((movement["moved_on"] for movement in movements), default=None)
    rows = []
    month = first.replace(day=1)
    while began and month <= last:
        following = (month + timedelta(days=31)).replace(day=1)
        if following > began:
            moved = [each for each in movements if month <= each["moved_on"] < following]
            rows.append(_month(month, following, moved, subscriptions, owner_of, last))
        month = following
    return rows


def _month(
    month: date,
    following: date,
    moved: list[Row],
    subscriptions: list[Row],
    owner_of: dict[str, str],
    last: date,
) -> Row:
    start = _paid_by(subscriptions, owner_of, month - timedelta(days=1))
    end = _paid_by(subscriptions, owner_of, following - timedelta(days=1))
    kept = {who: end.get(who, Decimal(0)) for who in start}
    sums = {
        name: sum((each["mrr_change"] for each in moved if each["movement"] == name), Decimal(0))
        for name in (*CAME, *WENT)
    }
    counts = [each["movement"] for each in moved]
    return {
        "month_start": month,
        "mrr_start": sum(start.values(), Decimal(0)),
        **{f"{name}_mrr": sums[name] for name in (*CAME, "contraction")},
        "churned_mrr": sums["churn"],
        "mrr_end": sum(end.values(), Decimal(0)),
        "mrr_kept": sum(kept.values(), Decimal(0)),
        "mrr_kept_at_most": sum((min(kept[who], start[who]) for who in start), Decimal(0)),
        "customers_start": len(start),
        "customers_new": counts.count("new"),
        "customers_reactivated": counts.count("reactivation"),
        "customers_churned": counts.count("churn"),
        "customers_end": len(end),
        "customers_lost": sum(not amount for amount in kept.values()),
        "is_complete": following <= last,
    }


def paid_on(versions: list[Row], day: date) -> Decimal:
    """Add up what holds on a day."""
    holding = [
        version["mrr"]
        for version in versions
        if version["valid_from"] <= day and (version["valid_to"] or date.max) > day
    ]
    return sum(holding, Decimal(0))


def customer(version: Row, owner_of: dict[str, str]) -> str:
    """Give whose a subscription is: whom it names, else whose the visitor is, else its own."""
    visitor = version["visitor_id"]
    return version["user_id"] or owner_of.get(visitor, visitor) or version["subscription_id"]


def _paid_by(subscriptions: list[Row], owner_of: dict[str, str], day: date) -> dict[str, Decimal]:
    paid: dict[str, Decimal] = {}
    for version in subscriptions:
        who = customer(version, owner_of)
        paid[who] = paid.get(who, Decimal(0)) + paid_on([version], day)
    return {who: amount for who, amount in paid.items() if amount}


def _named(before: Decimal, after: Decimal, *, has_paid: bool) -> str:
    if not before:
        return "reactivation" if has_paid else "new"
    if not after:
        return "churn"
    return "expansion" if after > before else "contraction"
