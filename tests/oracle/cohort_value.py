"""What the people of each month brought in, person for person: by sums of fractions."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import erfc, sqrt
from typing import Any

from tests.oracle.growth import People, day_of, rate, start_of
from tests.oracle.money import money

Row = dict[str, Any]
SPANS = (1, 3, 6, 12)
Z_95 = 1.959964


class Earned:
    """Months since the first, whether they are over, and what each person brought in them."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.months = people.periods("month")
        self.whole = sum(people.is_whole("month", month) for month in self.months)
        self.first = {
            person: self.number(min(days)) for person, days in people.days.items() if days
        }
        self.values: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
        for person, day, value in (*_ordered(people), *_paid_back(people), *_paid(people)):
            if person is not None:
                self.values[person, self.number(day)] += Fraction(value)

    def number(self, day: date) -> int:
        """Months between the lake's first one and that of a day."""
        zero = self.months[0]
        return (day.year - zero.year) * 12 + day.month - zero.month

    def until(self, person: str, later: int) -> Fraction:
        """What a person brought from their first month to so many months later."""
        first = self.first[person]
        return sum(
            (self.values.get((person, first + k), Fraction(0)) for k in range(later + 1)),
            Fraction(0),
        )


def _ordered(people: People) -> Iterator[tuple[str | None, date, Any]]:
    for order in people.silver["fct_orders"]:
        yield people.person(order), order["order_date"], order["revenue"]


def _paid_back(people: People) -> Iterator[tuple[str | None, date, Any]]:
    orders = {order["order_id"]: order for order in people.silver["fct_orders"]}
    back: dict[str, Any] = dict.fromkeys(orders, 0)
    refunds = sorted(people.silver["fct_refunds"], key=lambda row: row["event_id"])
    for refund in sorted(refunds, key=lambda row: row["refunded_at"]):
        order = orders.get(refund["order_id"])
        if order is not None and refund["refunded_value"] is not None:
            value = min(refund["refunded_value"], order["revenue"] - back[order["order_id"]])
            back[order["order_id"]] += value
            yield people.person(order), refund["refund_date"], -value


def _paid(people: People) -> Iterator[tuple[str | None, date, Any]]:
    transactions = {order["transaction_id"] for order in people.silver["fct_orders"]} - {None}
    for payment in people.silver["fct_payments"]:
        if payment["paid_at"] is not None and payment["order_id"] not in transactions:
            who = people.person(payment) or payment["visitor_id"]
            kept = payment["amount"] - payment["refunded_value"]
            yield who, day_of(payment["paid_at"], people.config), kept


def vw_cohort_value_monthly(people: People) -> Iterator[Row]:
    """Observed exactly; projected by products of fractions."""
    if people.first_date is None:
        return
    earned = Earned(people)
    count = len(earned.months)
    for segment in people.segments:
        cohorts = [[p for p in people.of(segment) if earned.first[p] == n] for n in range(count)]

        def value(number: int, later: int, cohorts: list[list[str]] = cohorts) -> Fraction:
            return sum((earned.until(p, later) for p in cohorts[number]), Fraction(0))

        sums = {
            later: (
                sum((value(n, later + 1) for n in range(earned.whole - later - 1)), Fraction(0)),
                sum((value(n, later) for n in range(earned.whole - later - 1)), Fraction(0)),
            )
            for later in range(earned.whole - 1)
        }
        for number, month in enumerate(earned.months):
            for later in range(max(count - number, earned.whole)):
                has_begun, is_whole = number + later < count, number + later < earned.whole
                until = value(number, later)
                before = value(number, later - 1) if later else Fraction(0)
                projected = (
                    until if is_whole else _projected(value, sums, number, later, earned.whole)
                )
                members = len(cohorts[number])
                yield {
                    "cohort_month": month,
                    "segment": segment,
                    "months_later": later,
                    "cohort_users": members,
                    "month_value": money(until - before) if has_begun else None,
                    "value": money(until) if has_begun else None,
                    "projected_value": None if projected is None else money(projected),
                    "ltv": money(projected / members)
                    if members and projected is not None
                    else None,
                    "factor": _factor(*sums.get(later, (Fraction(0), Fraction(0)))),
                    "is_complete": is_whole,
                    "is_projected": not is_whole,
                    "is_first_period": number == 0,
                }


def _factor(after: Fraction, before: Fraction) -> float | None:
    return float(after / before) if before else None


def _projected(
    value: Any, sums: dict[int, tuple[Fraction, Fraction]], number: int, later: int, whole: int
) -> Fraction | None:
    """The last whole month's value times the factors since; none where one of them is missing."""
    base = whole - 1 - number
    if base < 0:
        return None
    projected: Fraction = value(number, base)
    for k in range(base, later):
        after, before = sums.get(k, (Fraction(0), Fraction(0)))
        if after <= 0 or before <= 0:
            return None
        projected *= after / before
    return projected


def vw_early_against_late(people: People) -> Iterator[Row]:
    """Two halves of the cohorts that have a month whole; what is inexact as floating point."""
    if people.first_date is None:
        return
    earned = Earned(people)
    for later in SPANS:
        cohorts = list(range(1, earned.whole - later))
        half = len(cohorts) // 2
        if not half:
            continue
        sides = cohorts[:half], cohorts[-half:]
        for segment in people.segments:
            early, late = (
                [p for p in people.of(segment) if earned.first[p] in side] for side in sides
            )
            active = [
                sum(_is_back(people, earned, p, later) for p in side) for side in (early, late)
            ]
            values = [[earned.until(p, later) for p in side] for side in (early, late)]
            yield {
                "segment": segment,
                "months_later": later,
                "cohorts": half,
                "early_until": earned.months[sides[0][-1]],
                "late_from": earned.months[sides[1][0]],
                "early_users": len(early),
                "late_users": len(late),
                "early_retention_rate": rate(active[0], len(early)),
                "late_retention_rate": rate(active[1], len(late)),
                "early_ltv": _mean(values[0]),
                "late_ltv": _mean(values[1]),
            } | _differences(active, values)


def _is_back(people: People, earned: Earned, person: str, later: int) -> bool:
    month = earned.months[earned.first[person] + later]
    return any(start_of("month", day) == month for day in people.days[person])


def _mean(values: list[Fraction]) -> Any:
    return money(sum(values, Fraction(0)) / len(values)) if values else None


def _differences(active: list[int], values: list[list[Fraction]]) -> dict[str, float | None]:
    n, m = map(len, values)
    names = ("difference", "difference_low", "difference_high", "p_value")
    found: dict[str, float | None] = {
        f"{kind}_{name}": None for kind in ("retention", "ltv") for name in names
    }
    if not n or not m:
        return found
    p, q = active[0] / n, active[1] / m
    pooled = (active[0] + active[1]) / (n + m)
    own = sqrt(p * (1 - p) / n + q * (1 - q) / m)
    found |= _interval("retention", q - p, own, sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)))
    means = [float(sum(each) / len(each)) for each in values]
    found["ltv_difference"] = means[1] - means[0]
    if n > 1 and m > 1:
        spread = sqrt(sum(float(_variance(each) / len(each)) for each in values))
        found |= _interval("ltv", means[1] - means[0], spread, spread)
    return found


def _interval(kind: str, difference: float, own: float, pooled: float) -> dict[str, float | None]:
    return {
        f"{kind}_difference": difference,
        f"{kind}_difference_low": difference - Z_95 * own,
        f"{kind}_difference_high": difference + Z_95 * own,
        f"{kind}_p_value": erfc(abs(difference / pooled) / sqrt(2)) if pooled else None,
    }


def _variance(values: list[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)
