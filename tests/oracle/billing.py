"""Subscriptions and payments: what each costs from day to day, and what was paid and paid back."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any

from tests.oracle.money import ZERO, converted, currency_or_default, money, rate_of
from transforms.config import Config

Row = dict[str, Any]

YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
TURNS = ("subscription_start", "subscription_end")
STATES = (*TURNS, "subscription_change")
BACK_OFFICE = {*STATES, "subscription_cancel", "payment", "profile"}
PAID_BACK = ("refunded", "charged_back")


def silver_billing_events(facts: list[Row]) -> list[Row]:
    """List the events of subscriptions and payments."""
    names = ("event_id", "event_name", "event_at", "event_date", "visitor_id", "user_id")
    told = ("subscription_id", "invoice_id", "transaction_id", "plan_id", "interval", "status")
    return [
        {name: fact.get(name) for name in (*names, *told, "failure_code", "currency", "value")}
        | {"payment_id": _payment_id(fact)}
        for fact in facts
        if fact["event_name"] in BACK_OFFICE - {"profile"}
    ]


def dim_subscriptions(facts: list[Row], config: Config) -> list[Row]:
    """Give each subscription's versions."""
    events_of: dict[str, list[Row]] = {}
    for fact in facts:
        if fact["event_name"] in STATES:
            events_of.setdefault(fact["subscription_id"], []).append(fact)
    return [
        {
            "subscription_id": subscription_id,
            "visitor_id": _last(events, "visitor_id"),
            "user_id": _last(events, "user_id"),
            "plan_id": state["plan_id"],
            "currency": state["currency"],
            "amount": converted(state["value"], rate_of(state["currency"], config)),
            "amount_original": state["value"],
            "interval": state["interval"],
            "mrr": _monthly(state, config),
            "valid_from": first,
            "valid_to": end,
            "is_current": end is None,
        }
        for subscription_id, events in events_of.items()
        for first, end, state in _versions(events, config)
    ]


def _versions(events: list[Row], config: Config) -> Iterator[tuple[Any, Any, Row]]:
    changes: list[tuple[Any, Row | None]] = []
    for day, state in _days(events, config):
        if state != (changes[-1][1] if changes else None):
            changes.append((day, state))
    for number, (day, state) in enumerate(changes):
        if state is not None:
            following = changes[number + 1 : number + 2]
            yield day, following[0][0] if following else None, state


def _days(events: list[Row], config: Config) -> Iterator[tuple[Any, Row | None]]:
    """Give the state at the end of each day with an event; none where it has ended."""
    known: Row = {"plan_id": None, "interval": "month", "value": ZERO}
    known["currency"] = currency_or_default(None, config)
    is_active = True
    for day, told in groupby(events, key=lambda event: event["event_date"]):
        for event in told:
            known |= {k: event[k] for k in ("plan_id", "interval") if event.get(k)}
            if event.get("value") is not None:
                known["value"] = event["value"]
                known["currency"] = currency_or_default(event["currency"], config)
            if event["event_name"] in TURNS:
                is_active = event["event_name"] == "subscription_start"
        yield day, dict(known) if is_active else None


def _monthly(state: Row, config: Config) -> Any:
    in_a_year = Fraction(state["value"]) * YEAR[state["interval"]]
    return money(in_a_year * Fraction(rate_of(state["currency"], config)) / 12)


def fct_payments(facts: list[Row], config: Config) -> list[Row]:
    """Give each payment, of all its events."""
    events_of: dict[str, list[Row]] = {}
    for fact in facts:
        if fact["event_name"] == "payment":
            events_of.setdefault(str(_payment_id(fact)), []).append(fact)
    return [_payment(payment_id, events, config) for payment_id, events in events_of.items()]


def _payment(payment_id: str, events: list[Row], config: Config) -> Row:
    paid_back = [event for event in events if event["status"] in PAID_BACK]
    valued = [
        event
        for status in ("succeeded", "failed")
        for event in events
        if event["status"] == status and event.get("value") is not None
    ]
    named = [*valued, *(event for event in paid_back if event.get("value") is not None)]
    claimed = sum(
        Fraction(converted(event.get("value"), event["rate"]) or 0) for event in paid_back
    )
    original = sum(Fraction(event.get("value") or 0) for event in paid_back)
    amount = converted(valued[0]["value"], valued[0]["rate"]) if valued else money(claimed)
    is_whole = any(event.get("value") is None for event in paid_back)
    paid = [event["event_at"] for event in events if event["status"] == "succeeded"]
    return {
        "payment_id": payment_id,
        "event_id": events[0]["event_id"],
        "invoice_id": _first(events, "invoice_id"),
        "subscription_id": _first(events, "subscription_id"),
        "order_id": _first(events, "transaction_id"),
        "visitor_id": _first(events, "visitor_id"),
        "user_id": _first(events, "user_id"),
        "status": events[-1]["status"],
        "first_status": events[0]["status"],
        "failure_code": _last(events, "failure_code"),
        "currency": currency_or_default(named[0]["currency"] if named else None, config),
        "amount": amount,
        "amount_original": valued[0]["value"] if valued else money(original),
        "refunded_value": amount if is_whole else min(money(claimed), amount),
        "attempted_at": events[0]["event_at"],
        "paid_at": paid[0] if paid else None,
        "payment_date": events[0]["event_date"],
    }


def _payment_id(fact: Row) -> str | None:
    if fact["event_name"] != "payment":
        return None
    return str(fact.get("payment_id") or fact["event_id"])


def _first(events: list[Row], name: str) -> Any:
    return next((event[name] for event in events if event.get(name)), None)


def _last(events: list[Row], name: str) -> Any:
    return _first(events[::-1], name)
