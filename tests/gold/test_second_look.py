"""The views once more in plain Python, from a made-up shop and from the example of a real one."""

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from tests.differences import assert_same
from tests.generate.sets import ALL_DIRT, loaded, make
from tests.lakes import Lake, build_lake
from tests.oracle.growth import growth
from tests.paths import PROJECT

Row = dict[str, Any]
ZERO = Decimal(0)


@pytest.fixture(scope="module", params=["made-up", pytest.param("real", marks=pytest.mark.deep)])
def lake(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lake]:
    home = tmp_path_factory.mktemp("shop")
    if request.param == "real":
        events = gzip.decompress((PROJECT / "examples/merch_store/events.jsonl.gz").read_bytes())
        shop = build_lake(home, [events], engine="duckdb")
    else:
        shop = loaded(home / "lake", make(home / "set", 3_000, **ALL_DIRT))
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def people(lake: Lake) -> dict[str | None, str]:
    """The person of each visitor."""
    return {row["visitor_id"]: row["user_id"] for row in lake.rows("silver_identity_map")}


@pytest.fixture(scope="module")
def sessions(lake: Lake, people: dict[str | None, str]) -> list[Row]:
    """Every session with its features and person, in the order of time."""
    features = {row["session_id"]: row for row in lake.rows("silver_session_features")}
    found = [row | features[row["session_id"]] for row in lake.rows("silver_user_sessions")]
    for row in found:
        row["person"] = row["user_id"] or people[row["visitor_id"]]
    return sorted(found, key=lambda row: (row["session_start_at"], row["session_id"]))


@pytest.fixture(scope="module")
def orders(lake: Lake, people: dict[str | None, str]) -> list[Row]:
    """Every order with its person, in the order of time."""
    found = lake.rows("fct_orders")
    for row in found:
        row["person"] = row["user_id"] or people.get(row["visitor_id"])
    return sorted(found, key=lambda row: (row["ordered_at"], row["order_id"]))


@pytest.fixture(scope="module")
def lines(lake: Lake) -> list[Row]:
    return lake.rows("fct_order_items")


def of_person(orders: list[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for order in orders:
        if order["person"]:
            found[order["person"]].append(order)
    return found


@pytest.mark.slow
def test_sessions_by_origin(lake: Lake, sessions: list[Row], orders: list[Row]) -> None:
    names = ("session_date", "platform_id", "channel", "country", "device_category")
    expected: dict[tuple[Any, ...], list[Any]] = defaultdict(lambda: [0, set(), 0, 0, ZERO])
    seen: set[str] = set()
    for row in sessions:
        key = (*(row[name] for name in names), row["person"] not in seen)
        seen.add(row["person"])
        figures = expected[key]
        figures[0] += 1
        figures[1].add(row["person"])
        figures[2] += row["is_bounce"]
    by_session = {row["session_id"]: row for row in sessions}
    firsts = {row["person"]: row["session_id"] for row in reversed(sessions)}
    for order in orders:
        key = (order["order_date"], order["platform_id"], None, None, None, None)
        if session := by_session.get(order["session_id"]):
            is_new = firsts[session["person"]] == session["session_id"]
            key = (*(session[name] for name in names), is_new)
        expected[key][3] += 1
        expected[key][4] += order["revenue"]
    shown = lake.query("select * from vw_sessions_daily")
    assert {
        (*(row[name] for name in names), row["is_new_user"]): (
            *(row["sessions"], row["unique_users"], row["bounces"]),
            *(row["orders"], row["revenue"]),
        )
        for row in shown
    } == {
        key: (count, len(persons), bounces, ordered, revenue)
        for key, (count, persons, bounces, ordered, revenue) in expected.items()
    }


def start_of(period: str, day: date) -> date:
    return {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
    }[period]


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_people_by_period(
    lake: Lake,
    people: dict[str | None, str],
    sessions: list[Row],
    orders: list[Row],
    period: str,
) -> None:
    begun = {start_of(period, session["session_date"]) for session in sessions}
    came, new, bought = (defaultdict(set) for _ in range(3))
    seen: set[str] = set()
    asked = "from silver_session_days where interaction_count > 0 order by event_date"
    for row in lake.query(asked):
        start = start_of(period, row["event_date"])
        person = row["user_id"] or people[row["visitor_id"]]
        came[start].add(person)
        if person not in seen:
            new[start].add(person)
        seen.add(person)
    for order in orders:
        bought[start_of(period, order["order_date"])].add(order["person"])
    shown = lake.query(f"select * from vw_active_users_by_period where period = '{period}'")
    assert {
        row["period_start"]: (row["active_users"], row["new_users"], row["buyers"]) for row in shown
    } == {
        start: (len(came[start]), len(new[start]), len(bought[start] - {None}))
        for start in came.keys() | bought.keys() | begun
    }


def test_hours(lake: Lake, sessions: list[Row], orders: list[Row]) -> None:
    def hour(at: datetime) -> tuple[date, int, int]:
        return at.date().replace(day=1), at.isoweekday(), at.hour

    came = Counter(hour(row["session_start_at"]) for row in sessions)
    bought = Counter(hour(row["ordered_at"]) for row in orders)
    shown = lake.query("select * from vw_hourly_weekday")
    for row in shown:
        key = row["month_start"], row["weekday_number"], row["hour_number"]
        assert (row["sessions"], row["orders"]) == (came.pop(key, 0), bought.pop(key, 0))
    assert not came
    assert not bought
    days = lake.query("select count(*) as days from dim_dates")[0]["days"]
    assert sum(row["days"] for row in shown) == days * 24


def test_buyers_by_month(lake: Lake, orders: list[Row]) -> None:
    last = lake.query("select event_date from watermark")[0]["event_date"]
    expected: dict[date, Counter[str]] = defaultdict(Counter)
    for order in orders:
        expected[order["order_date"].replace(day=1)]["orders"] += 1
    for own in of_person(orders).values():
        first = own[0]["order_date"]
        cohort = expected[first.replace(day=1)]
        cohort["new_buyers"] += 1
        for month in {order["order_date"].replace(day=1) for order in own}:
            expected[month]["buyers"] += 1
        for order in own[1:]:
            expected[order["order_date"].replace(day=1)]["repeat_orders"] += 1
        for days in (30, 60, 90):
            if first + timedelta(days=days) < last:
                cohort[f"new_buyers_seen_{days}_days"] += 1
                soon = [each for each in own[1:] if (each["order_date"] - first).days <= days]
                cohort[f"repeated_in_{days}_days"] += bool(soon)
    shown = {row["order_month"]: row for row in lake.query("from vw_customer_orders_monthly")}
    assert shown.keys() == expected.keys()
    named = {name for counted in expected.values() for name in counted}
    assert {month: {name: row[name] for name in named} for month, row in shown.items()} == {
        month: {name: counted[name] for name in named} for month, counted in expected.items()
    }


def test_orders(lake: Lake, sessions: list[Row], orders: list[Row]) -> None:
    countries = {row["session_id"]: row["country"] for row in sessions}
    expected = {
        order["order_id"]: (None, None, None, None, countries.get(order["session_id"]))
        for order in orders
    }
    for person, own in of_person(orders).items():
        for number, order in enumerate(own):
            day = order["order_date"]
            expected[order["order_id"]] = (
                person,
                number + 1,
                (day - own[0]["order_date"]).days,
                (day - own[number - 1]["order_date"]).days if number else None,
                countries.get(order["session_id"]),
            )
    names = ("user_id", "order_number", "days_since_first_order", "days_since_last_order")
    shown = lake.query("from vw_orders")
    assert {
        row["order_id"]: (*(row[name] for name in names), row["country"]) for row in shown
    } == expected


def test_baskets(lake: Lake, lines: list[Row], orders: list[Row]) -> None:
    baskets = defaultdict(set)
    for line in lines:
        if line["product_id"]:
            baskets[line["order_id"]].add(line["product_id"])
    alone = Counter(product for basket in baskets.values() for product in basket)
    pairs = Counter(pair for basket in baskets.values() for pair in permutations(basket, 2))
    shown = lake.query("from vw_basket_pairs")
    found = {(row["product_id"], row["other_product_id"]): row for row in shown}
    assert {pair: row["orders_together"] for pair, row in found.items()} == pairs
    for (one, other), row in found.items():
        together = pairs[one, other]
        assert float(row["attach_rate"]) == pytest.approx(together / alone[one], abs=1e-6)
        by_chance = alone[one] * alone[other] / len(orders)
        assert float(row["lift"]) == pytest.approx(together / by_chance, abs=1e-4)


def test_categories(lake: Lake, lines: list[Row]) -> None:
    days = sorted(lake.rows("silver_product_days"), key=lambda row: row["event_date"])

    def known(line: Row, name: str) -> str | None:
        told = [
            each[name]
            for each in days
            if each["product_id"] == line["product_id"]
            and each["event_date"] <= line["order_date"]
            and each[name] is not None
        ]
        return line[f"item_{name}"] or (told[-1] if told else None)

    expected: Counter[tuple[Any, ...]] = Counter()
    for line in lines:
        key = line["order_date"], known(line, "category"), known(line, "brand")
        expected[key] += line["allocated_revenue"]
    shown = lake.query("from vw_revenue_by_category_daily")
    assert {
        (row["order_date"], row["category"], row["brand"]): row["revenue"] for row in shown
    } == expected


def test_refunds(lake: Lake, lines: list[Row], orders: list[Row]) -> None:
    """By day they are what orders lost; by product they are within what it brought."""
    revenue = {order["order_id"]: order["revenue"] for order in orders}
    lost: Counter[date] = Counter()
    claimed: Counter[str] = Counter()
    refunds = sorted(
        lake.rows("fct_refunds"), key=lambda row: (row["refunded_at"], row["event_id"])
    )
    for row in refunds:
        if order_id := row["order_id"]:
            before = min(claimed[order_id], revenue[order_id])
            claimed[order_id] += row["refunded_value"]
            lost[row["refund_date"]] += min(claimed[order_id], revenue[order_id]) - before
    shown = lake.query("from vw_refunds_daily")
    by_day: Counter[date] = Counter()
    by_product: Counter[str | None] = Counter()
    for row in shown:
        by_day[row["refund_date"]] += row["refunded_value"]
        by_product[row["product_id"]] += row["refunded_value"]
    assert by_day == lost
    brought: Counter[str | None] = Counter()
    for line in lines:
        brought[line["product_id"]] += line["allocated_revenue"]
    assert all(value <= brought[product] for product, value in by_product.items())


@pytest.mark.slow
def test_people_and_their_ways(lake: Lake) -> None:
    tables = ("silver_identity_map", "silver_session_days", "dim_users", "dim_dates")
    silver = {name: lake.query(f"from {name}") for name in (*tables, "fct_events", "fct_orders")}
    expected = growth(silver, lake.config)
    near = silver["dim_dates"][0]["date_day"] + timedelta(40)
    expected["vw_retention"] = [
        row
        for row in expected["vw_retention"]
        if row["period"] != "day" or row["cohort_start"] < near
    ]
    found = {name: lake.query(f"from {name}") for name in expected if name != "vw_retention"}
    found["vw_retention"] = lake.query(
        f"from vw_retention where period <> 'day' or cohort_start < date '{near}'"
    )
    assert_same(expected, found)
