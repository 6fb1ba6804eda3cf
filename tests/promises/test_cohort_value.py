"""Any people over months: what their cohorts bring, and early against late, counted once more."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import PROFILE
from tests.differences import assert_same
from tests.models.under_test import alone
from tests.oracle.cohort_value import vw_cohort_value_monthly, vw_early_against_late
from tests.oracle.growth import People
from transforms.config import Config

Row = dict[str, Any]
Silver = dict[str, list[Row]]
FIRST, DAYS = date(2024, 3, 20), 300
#: Reckoned in floating point, and how far off that may be.
INEXACT = {"projected_value": 1e-4, "ltv": 1e-4, "factor": 1e-6}
INEXACT |= {f"retention_difference{end}": 1e-6 for end in ("", "_low", "_high")}
INEXACT |= {f"ltv_difference{end}": 1e-4 for end in ("", "_low", "_high")}
INEXACT |= {"retention_p_value": 2e-6, "ltv_p_value": 2e-6}
#: Each example reads two views of many steps: some forty milliseconds.
EXAMPLES = 30 if PROFILE == "default" else settings().max_examples
VIEWS = vw_cohort_value_monthly, vw_early_against_late

days = st.integers(0, DAYS - 1).map(lambda number: FIRST + timedelta(number))
amounts = st.integers(0, 20_000).map(lambda cents: Decimal(cents) / 50)
visitors = st.integers(0, 11).map("v{}".format)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)


@st.composite
def shops(draw: st.DrawFn) -> Silver:
    """Visitors of whom some are one person, active on some days; orders, refunds, payments."""
    last = FIRST + timedelta(draw(st.integers(1, DAYS)))
    orders = draw(st.lists(st.tuples(visitors, days, amounts), max_size=20))
    refunds = draw(st.lists(st.tuples(st.integers(0, 21), days, st.none() | amounts), max_size=6))
    payments = draw(st.lists(st.tuples(visitors, days, amounts, st.booleans()), max_size=6))
    seen = draw(st.lists(st.tuples(visitors, days, st.booleans()), max_size=40))
    return {
        "watermark": [{"event_date": last}],
        "dim_dates": [  # a day of each month is enough
            {"date_day": FIRST + timedelta(number)}
            for number in range((last - FIRST).days + 1)
            if number % 14 == 0 or FIRST + timedelta(number) == last
        ],
        "silver_identity_map": [
            {"visitor_id": f"v{n}", "user_id": f"u{n // 2}" if n < 6 else f"v{n}"}
            for n in range(11)  # the twelfth is nobody known
        ],
        "silver_session_days": [
            {
                "visitor_id": who,
                "user_id": None,
                "event_date": min(day, last),
                "interaction_count": int(is_active),
                "first_interaction_at": noon(min(day, last)) if is_active else None,
            }
            for who, day, is_active in seen
            if who != "v11"
        ],
        "dim_users": [
            {"user_id": "u0", "valid_from": FIRST, "segment": "shops"},
            {"user_id": "v7", "valid_from": FIRST + timedelta(90), "segment": "homes"},
        ],
        "fct_orders": [
            {
                "order_id": f"o{number}",
                "transaction_id": f"t{number}",
                "visitor_id": who,
                "user_id": None,
                "order_date": min(day, last),
                "revenue": revenue,
            }
            for number, (who, day, revenue) in enumerate(orders)
        ],
        "fct_refunds": [
            {
                "event_id": f"r{number}",
                "order_id": f"o{order}" if order < 21 else None,
                "refund_date": min(day, last),
                "refunded_at": noon(min(day, last)),
                "refunded_value": value,
            }
            for number, (order, day, value) in enumerate(refunds)
        ],
        "fct_payments": [
            {
                "payment_id": f"p{number}",
                "visitor_id": who,
                "user_id": None,
                "order_id": f"t{number}" if of_order else None,
                "paid_at": noon(min(day, last)) if number % 4 else None,
                "amount": amount,
                "refunded_value": amount / 2 if number % 3 == 0 else Decimal(0),
            }
            for number, (who, day, amount, of_order) in enumerate(payments)
        ],
        "fct_events": [],
    }


def expected(silver: Silver) -> Silver:
    people = People(silver, Config())
    return {view.__name__: list(view(people)) for view in VIEWS}


def found(silver: Silver) -> Silver:
    rows = {}
    for view in VIEWS:
        with alone(view.__name__) as model:
            for relation in model.inputs:
                model.given(relation, *silver[relation])
            rows[view.__name__] = model.rows()
    return rows


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(shops())
def test_cohorts_bring_what_their_people_bring(silver: Silver) -> None:
    once_more, shown = expected(silver), found(silver)
    for name, rows in once_more.items():
        keys = ["cohort_month", "segment", "months_later"][name != "vw_cohort_value_monthly" :]
        by_key = {tuple(row[key] for key in keys): row for row in shown[name]}
        for row in rows:
            there = by_key.get(tuple(row[key] for key in keys), {})
            for column in row.keys() & INEXACT.keys():
                assert_near(there, row, column)
                del row[column]
    assert_same(once_more, shown)


def assert_near(found: Row, expected: Row, column: str) -> None:
    """Hold what floating point reckoned to what fractions did."""
    value, wished = found.get(column), expected[column]
    assert (value is None) == (wished is None), f"{column} {value}, wished {wished}: {expected}"
    if value is not None:
        near = pytest.approx(float(wished), rel=1e-9, abs=INEXACT[column])
        assert float(value) == near, f"{column}: {expected}"
