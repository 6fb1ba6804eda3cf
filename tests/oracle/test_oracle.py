"""The oracle itself, against cases worked out by hand from the contract."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.oracle import Row, silver
from tests.oracle.money import allocated, money
from transforms.config import Config

NOON_US = 1_709_294_400_000_000  # 2024-03-01 12:00:00
MINUTE_US = 60_000_000
DAY_US = 24 * 60 * MINUTE_US
CONFIG = Config.model_validate({"currency": {"rates": {"EUR": 1.1, "MXN": 0.05125}}})


def event(event_id: str, name: str, at: float = 0, **fields: Any) -> Row:
    """Make an event of visitor v on WEB, `at` minutes after noon; ids sort as they are written."""
    base = {"event_id": event_id, "event_name": name, "event_us": NOON_US + round(at * MINUTE_US)}
    return base | {"user_pseudo_id": "v", "platform": "WEB", "items": []} | fields


def day(number: int) -> float:
    return number * 24 * 60


def table(name: str, *events: Row, config: Config = CONFIG) -> list[Row]:
    return silver(list(events), config)[name]


def column(rows: list[Row], *names: str) -> list[Any]:
    return [
        row[names[0]] if len(names) == 1 else tuple(row[name] for name in names) for row in rows
    ]


@pytest.mark.parametrize(
    ("gap_us", "sizes"),
    [
        pytest.param(30 * MINUTE_US, [2], id="a 30:00 gap stays inside"),
        pytest.param(30 * MINUTE_US + 1, [1, 1], id="a microsecond more starts a new one"),
    ],
)
def test_sessions_split_at_gaps(gap_us: int, sizes: list[int]) -> None:
    late = event("b", "page_view") | {"event_us": NOON_US + gap_us}
    sessions = table("silver_user_sessions", event("a", "page_view"), late)
    assert column(sessions, "event_count") == sizes


def test_a_session_belongs_to_a_visitor_and_a_platform() -> None:
    events = [
        event("a", "page_view"),
        event("b", "page_view", platform="IOS"),
        event("c", "page_view", user_pseudo_id=None, user_id="u"),
        event("d", "page_view", user_pseudo_id=None),
    ]
    sessions = table("silver_user_sessions", *events)
    owners = column(sessions, "visitor_id", "platform_id")
    assert owners == [("v", "WEB"), ("v", "IOS"), ("u", "WEB")]


def test_a_session_row_is_whole() -> None:
    events = [
        event("a", "session_start"),
        event("b", "page_view"),
        event("c", "page_view"),
        event("d", "view_item", 1.5),
    ]
    assert table("silver_user_sessions", *events) == [
        {
            "session_id": "3578f88861a3f0776c7eeee1563badb2",  # md5 of 1:v|WEB|1709294400000000
            "visitor_id": "v",
            "user_id": None,
            "platform_id": "WEB",
            "session_start_at": datetime(2024, 3, 1, 12),
            "session_end_at": datetime(2024, 3, 1, 12, 1, 30),
            "session_date": date(2024, 3, 1),
            "duration_seconds": 90,
            "event_count": 4,
            "interaction_count": 2,
            "is_continued": False,
        }
    ]


def test_a_login_names_the_visitor_from_the_first_event_on() -> None:
    events = [
        event("a", "page_view"),
        event("b", "login", 1, user_id="u1"),
        event("c", "login", 1, user_id="u2"),
        event("d", "page_view", 2),
        event("e", "page_view", 3, user_pseudo_id="w"),
    ]
    people = table("silver_identity_map", *events)
    assert column(people, "visitor_id", "user_id") == [("v", "u2"), ("w", "w")]
    assert people[0]["first_seen_at"] == datetime(2024, 3, 1, 12)
    assert people[0]["last_seen_at"] == datetime(2024, 3, 1, 12, 2)


def test_a_person_gets_a_version_on_each_first_day() -> None:
    events = [
        event("a", "page_view"),
        event("b", "purchase", day(1), user_pseudo_id="w", user_id="v"),
        event("c", "purchase", day(3), items=[{"item_id": "p", "installments": 2}]),
        event("d", "purchase", day(4), installments=3),
    ]
    versions = table("dim_users", *events)
    facts = column(versions, "valid_from", "first_purchase_date", "has_used_installments")
    bought = date(2024, 3, 2)
    assert facts == [
        (date(2024, 3, 1), None, False),
        (bought, bought, False),
        (date(2024, 3, 4), bought, True),
    ]
    assert column(versions, "valid_to", "is_current") == [
        (bought, False),
        (date(2024, 3, 4), False),
        (None, True),
    ]


def test_what_happens_on_one_day_is_one_version_of_a_person() -> None:
    versions = table(
        "dim_users", event("a", "page_view"), event("b", "purchase", 5, installments=2)
    )
    assert column(versions, "has_used_installments", "is_current") == [(True, True)]


def test_an_event_counts_its_items_and_takes_their_experiment() -> None:
    items = [
        {"item_id": "p", "price": Decimal("2.5"), "quantity": 3, "discount_codes": ["HOT"]},
        {
            "item_id": "q",
            "price": Decimal("9"),
            "discount_codes": ["z_NELO_XP_2", "NELO_XP_9", "NELO_XP_3"],
        },
        {
            "item_name": "r",
            "item_revenue": Decimal("1.25"),
            "price": Decimal("7"),
            "installments": 2,
        },
    ]
    [fact] = table("fct_events", event("a", "view_item", items=items))
    assert (fact["item_count"], fact["items_value"]) == (3, Decimal("17.75"))
    assert fact["experiment_id"] == "NELO_XP_3"
    assert fact["has_installments"]
    rows = table("fct_event_items", event("a", "view_item", items=items, installments=1))
    assert column(rows, "product_id", "item_position", "installments") == [
        ("p", 1, 1),
        ("q", 2, 1),
        ("r", 3, 2),
    ]
    assert column(rows, "campaign_ids", "experiment_id") == [
        (["HOT"], None),
        ([], "NELO_XP_3"),
        ([], None),
    ]


@pytest.mark.parametrize(
    ("revenue", "values", "shares"),
    [
        pytest.param("10", ["1", "1", "1"], ["3.3334", "3.3333", "3.3333"], id="rest to the first"),
        pytest.param("10", ["1", "2", "2"], ["2", "4", "4"], id="in proportion"),
        pytest.param(
            "0.0002", ["1", "2", "1"], ["0.0001", "0.0000", "0.0001"], id="rest takes back"
        ),
        pytest.param("1", ["0", "0", "0"], ["0.3334", "0.3333", "0.3333"], id="all 0, all equal"),
        pytest.param("5", ["0", "3"], ["0", "5"], id="nothing for nothing"),
    ],
)
def test_revenue_is_shared_out_to_the_last_place(
    revenue: str, values: list[str], shares: list[str]
) -> None:
    assert allocated(Decimal(revenue), [Decimal(value) for value in values]) == [
        Decimal(share) for share in shares
    ]


def test_money_rounds_half_up_and_stays_at_its_limit() -> None:
    assert money(Decimal("0.00005")) == Decimal("0.0001")
    assert money(Decimal("-0.00005")) == Decimal("-0.0001")
    assert money(Decimal("0.00004999")) == 0
    assert money(Decimal("1e20")) == Decimal("99999999999999.9999")


def test_each_column_of_an_order_is_that_of_the_first_event_that_has_it() -> None:
    events = [
        event("a", "purchase", transaction_id="T", coupon="A", items=[{"item_id": "p"}]),
        event(
            "b", "purchase", 40, transaction_id="T", value=Decimal("0"), coupon="B", currency="EUR"
        ),
        event("c", "purchase", 50, transaction_id="T", value=Decimal("9"), coupon="C"),
    ]
    sessions = table("silver_user_sessions", *events)
    [order] = table("fct_orders", *events)
    assert order["order_id"] == "T"
    assert (order["revenue"], order["currency"], order["coupon"]) == (0, "EUR", "A")
    assert (order["ordered_at"], order["item_count"]) == (datetime(2024, 3, 1, 12), 1)
    assert order["session_id"] == sessions[0]["session_id"]
    assert order["purchase_event_count"] == 3
    assert not order["is_inferred"]
    assert not order["is_id_collision"]


@pytest.mark.parametrize(
    ("fields", "revenue"),
    [
        pytest.param(
            {"value": Decimal("5"), "items": [{"item_id": "p", "price": Decimal("1")}]},
            "5",
            id="value",
        ),
        pytest.param(
            {
                "items": [
                    {"item_id": "p", "item_revenue": Decimal("3")},
                    {"item_id": "q", "price": Decimal("4")},
                ]
            },
            "3",
            id="item revenue where any item has one",
        ),
        pytest.param(
            {
                "items": [
                    {"item_id": "p", "price": Decimal("2"), "quantity": 3},
                    {"item_id": "q", "price": Decimal("4")},
                ]
            },
            "10",
            id="price times quantity, one where missing",
        ),
        pytest.param({}, "0", id="nothing at all"),
    ],
)
def test_revenue_is_what_the_purchase_says(fields: Row, revenue: str) -> None:
    [order] = table("fct_orders", event("a", "purchase", **fields))
    assert order["revenue"] == Decimal(revenue)
    assert (order["order_id"], order["is_inferred"]) == ("a", True)


def test_orders_are_kept_in_the_reporting_currency() -> None:
    items = [
        {"item_id": "p", "price": Decimal("10.01"), "quantity": 2, "discount_value": Decimal("1")}
    ]
    purchase = event(
        "a", "purchase", currency="MXN", tax=Decimal("0.5"), shipping=Decimal("1"), items=items
    )
    [order] = table("fct_orders", purchase)
    [line] = table("fct_order_items", purchase)
    assert (order["revenue_original"], order["revenue"]) == (Decimal("20.02"), Decimal("1.0260"))
    assert (order["tax"], order["shipping"]) == (Decimal("0.0256"), Decimal("0.0513"))
    assert order["discount_value"] == Decimal("0.0513")
    assert (line["price"], line["item_value"]) == (Decimal("0.5130"), Decimal("1.0260"))
    assert table("fct_event_items", purchase)[0]["price"] == Decimal("10.01")


def test_two_visitors_with_one_transaction_id_have_two_orders() -> None:
    events = [
        event("a", "purchase", transaction_id="T", value=Decimal(1)),
        event("b", "purchase", transaction_id="T", value=Decimal(2), user_pseudo_id="w"),
        event("c", "purchase", transaction_id="T", value=Decimal(4), user_pseudo_id=None),
    ]
    orders = table("fct_orders", *events)
    assert column(orders, "order_id", "visitor_id", "revenue", "is_id_collision") == [
        ("T#9e3669d1", "v", 1, True),
        ("T#f1290186", "w", 2, True),
        ("T#d41d8cd9", None, 4, True),
    ]


def test_a_purchase_without_a_visitor_joins_the_only_visitor_there_is() -> None:
    events = [
        event(
            "a",
            "purchase",
            transaction_id="T",
            value=Decimal(1),
            user_pseudo_id=None,
            platform="IOS",
        ),
        event("b", "purchase", 1, transaction_id="T", value=Decimal(2)),
        event("c", "purchase", 2, transaction_id="U", value=Decimal(3), user_pseudo_id=None),
    ]
    orders = table("fct_orders", *events)
    assert column(orders, "order_id", "visitor_id", "platform_id", "revenue") == [
        ("T", "v", "WEB", 1),
        ("U", None, "WEB", 3),
    ]
    [session] = table("silver_user_sessions", *events)
    assert column(orders, "session_id") == [session["session_id"], None]


def test_refunds_add_up_on_their_order() -> None:
    items = [{"item_id": "p", "price": Decimal("2"), "quantity": 2}]
    events = [
        event("a", "refund", transaction_id="T", value=Decimal("1")),
        event("b", "purchase", 1, transaction_id="T", value=Decimal("9")),
        event("c", "refund", 2, transaction_id="T", items=items, user_pseudo_id=None),
        event("d", "refund", 3, transaction_id="T", user_pseudo_id="w"),
        event("e", "refund", 4, transaction_id="other"),
        event("f", "refund", 4),
    ]
    [order] = table("fct_orders", *events)
    assert (order["is_refunded"], order["refunded_value"]) == (True, 9)
    assert order["refunded_beyond_value"] == 1 + 4
    refunds = table("fct_refunds", *events)
    assert column(refunds, "order_id", "refunded_value", "unmatched_reason") == [
        ("T", 1, None),
        ("T", 4, None),
        ("T", 9, None),
        (None, None, "no order"),
        (None, None, "no order"),
    ]


def test_a_refund_of_a_stranger_changes_no_order_of_two_visitors() -> None:
    events = [
        event("a", "purchase", transaction_id="T", value=Decimal(1)),
        event("b", "purchase", transaction_id="T", value=Decimal(2), user_pseudo_id="w"),
        event("c", "refund", 1, transaction_id="T", user_pseudo_id="x"),
        event("d", "refund", 1, transaction_id="T", user_pseudo_id="w"),
    ]
    orders = table("fct_orders", *events)
    assert column(orders, "is_refunded", "refunded_value") == [(False, 0), (True, 2)]


def test_an_order_without_items_has_a_line_at_position_0() -> None:
    purchase = event("a", "purchase", 1, value=Decimal("7"), installments=3)
    seen = event("b", "view_item_list", items=[{"item_id": "p", "item_list_id": "l"}])
    [line] = table("fct_order_items", purchase)
    assert (line["item_position"], line["product_id"], line["item_value"]) == (0, None, 0)
    assert line["allocated_revenue"] == 7
    credit = table("silver_event_list_attribution", seen, purchase)
    assert column(credit, "model", "item_list_id", "revenue", "has_installments") == [
        ("last_touch", "l", 7, True),
        ("last_touch_product", None, 7, True),
    ]


def exposure(event_id: str, at: float, item_list_id: str, product: str = "p") -> Row:
    items = [{"item_id": product, "item_list_id": item_list_id}]
    return event(event_id, "view_item_list", at, items=items)


@pytest.mark.parametrize(
    ("exposures", "credited"),
    [
        pytest.param([exposure("a", 0, "l"), exposure("b", 1, "m")], "m", id="the last one"),
        pytest.param(
            [exposure("z", 30, "l")], "l", id="at the same time, though its id is greater"
        ),
        pytest.param([exposure("a", 30.1, "l")], None, id="not one that comes later"),
        pytest.param([exposure("a", 0, "l")], "l", id="30:00 old counts"),
        pytest.param([exposure("a", 1, "z"), exposure("b", 1, "l")], "l", id="ties: the event id"),
    ],
)
def test_an_item_is_credited_to_the_last_exposure(
    exposures: list[Row], credited: str | None
) -> None:
    view = event("h", "view_item", 30, items=[{"item_id": "p"}])
    rows = table("silver_event_list_attribution", *exposures, view)
    assert column(rows, "item_list_id") == [credited, credited]
    assert column(rows, "revenue") == [None, None]


def test_an_exposure_older_than_the_window_earns_nothing() -> None:
    late = event("h", "view_item", 30, items=[{"item_id": "p"}])
    late["event_us"] += 1
    steps = [exposure("a", 0, "l"), event("b", "page_view", 15), late]
    rows = table("silver_event_list_attribution", *steps)
    assert column(rows, "item_list_id", "exposed_at") == [(None, None), (None, None)]


def test_lists_of_one_event_tie_at_the_greatest_list() -> None:
    both = [{"item_id": "p", "item_list_id": "m"}, {"item_id": "p", "item_list_id": "l"}]
    events = [
        event("a", "view_item_list", items=both),
        event("b", "add_to_cart", 1, items=[{"item_id": "p"}]),
    ]
    assert column(table("silver_event_list_attribution", *events), "item_list_id") == ["m", "m"]


def test_the_product_model_asks_for_the_product() -> None:
    events = [
        exposure("a", 0, "l", "p"),
        exposure("b", 1, "m", "q"),
        event("c", "select_item", 2, items=[{"item_id": "p"}, {"item_id": "r"}]),
    ]
    rows = table("silver_event_list_attribution", *events)
    assert column(rows, "item_position", "model", "item_list_id") == [
        (1, "last_touch", "m"),
        (1, "last_touch_product", "l"),
        (2, "last_touch", "m"),
        (2, "last_touch_product", None),
    ]


def test_a_click_on_a_list_is_an_exposure_of_its_own() -> None:
    click = event("a", "select_item", items=[{"item_id": "p", "item_list_id": "l"}])
    assert column(table("silver_event_list_attribution", click), "item_list_id") == ["l", "l"]
    [seen] = table("silver_list_impressions", click)
    assert (seen["impressions"], seen["products_shown"]) == (0, 1)


def test_credit_adds_up_to_revenue_once() -> None:
    items = [{"item_id": "p", "price": Decimal(1)}, {"item_id": "q", "price": Decimal(2)}]
    events = [
        event("a", "purchase", transaction_id="T", value=Decimal(10), items=items),
        event("b", "purchase", 1, transaction_id="T", value=Decimal(10), items=items),
        event("c", "purchase", 2, user_pseudo_id=None, value=Decimal(5), items=items[:1]),
    ]
    rows = table("silver_event_list_attribution", *events)
    touch = [row for row in rows if row["model"] == "last_touch"]
    assert column(touch, "event_id", "revenue") == [
        ("a", Decimal("3.3333")),
        ("a", Decimal("6.6667")),
        ("c", 5),
    ]
    assert touch[-1]["session_id"] is None


def test_a_list_counts_its_views_and_products() -> None:
    shown = [{"item_id": name, "item_list_id": "l"} for name in ("p", "q", "p")]
    events = [
        event("a", "view_item_list", items=shown),
        event("b", "view_item_list", 5, items=shown[:1]),
        event("c", "view_item", 6, items=shown),
    ]
    [seen] = table("silver_list_impressions", *events)
    assert (seen["impressions"], seen["products_shown"]) == (2, 2)
    assert seen["last_exposed_at"] == datetime(2024, 3, 1, 12, 5)


def sight(event_id: str, on: int, **item: Any) -> Row:
    return event(event_id, "view_item", day(on), items=[{"item_id": "p"} | item])


def test_equal_days_of_a_product_are_one_version() -> None:
    events = [
        sight("a", 0, price=Decimal("1"), item_name="P"),
        sight("b", 0, price=Decimal("2")),
        sight("c", 3, price=Decimal("2"), item_brand=None),
        sight("d", 5, price=Decimal("3")),
        sight("e", 6, price=Decimal("2")),
    ]
    versions = table("dim_products", *events)
    assert column(versions, "price", "valid_from", "valid_to", "product_name") == [
        (2, date(2024, 3, 1), date(2024, 3, 6), "P"),
        (3, date(2024, 3, 6), date(2024, 3, 7), "P"),
        (2, date(2024, 3, 7), None, "P"),
    ]
    assert column(versions, "is_current") == [False, False, True]


def test_the_last_item_of_an_event_wins() -> None:
    items = [
        {"item_id": "p", "price": Decimal("1")},
        {"item_id": "p", "price": Decimal("2")},
        {"item_id": "p"},
    ]
    [version] = table("dim_products", event("a", "view_item", items=items, currency="EUR"))
    assert (version["price"], version["currency"]) == (2, "EUR")
    assert version["price_reporting"] == Decimal("2.2")


def test_a_product_has_a_history_in_each_currency() -> None:
    events = [
        sight("a", 0, item_name="P"),
        sight("b", 1, price=Decimal(9), currency="EUR"),
        sight("c", 2, price=Decimal(10)),
        sight("d", 3, price=Decimal(9), currency="EUR", item_brand="B"),
        event("e", "refund", day(4), items=[{"item_id": "p", "price": Decimal(1)}]),
        event("f", "view_item_list", day(5), items=[{"item_id": "p", "price": Decimal(0)}]),
        sight("g", 6, price=Decimal(0), currency="EUR"),
    ]
    versions = table("dim_products", *events)
    assert column(versions, "currency", "price", "brand", "valid_from", "valid_to") == [
        ("EUR", None, None, date(2024, 3, 1), date(2024, 3, 2)),
        ("EUR", 9, "B", date(2024, 3, 2), date(2024, 3, 7)),
        ("EUR", 0, "B", date(2024, 3, 7), None),
        ("USD", 10, "B", date(2024, 3, 3), None),
    ]


def test_a_discount_per_unit_is_multiplied_and_one_of_a_line_is_not() -> None:
    items = [
        {"item_id": "p", "discount": Decimal(2), "quantity": Decimal("1.5")},
        {"item_id": "p", "discount": Decimal(2)},
        {"item_id": "p", "discount": Decimal(2), "quantity": 3, "discount_value": Decimal(1)},
    ]
    bought = event("a", "purchase", items=items)
    assert column(table("fct_event_items", bought), "discount_value") == [3, 2, 1]
    lines = Config.model_validate({"items": {"discount_per": "line"}})
    found = table("fct_event_items", bought, config=lines)
    assert column(found, "discount_value") == [2, 2, 1]


def test_an_amount_takes_the_currency_that_is_named_next_to_it() -> None:
    config = Config.model_validate({"currency": {"default": "EUR", "rates": {"EUR": 2, "MXN": 3}}})
    price = {"item_id": "p", "price": Decimal(1)}
    events = [
        event("a", "purchase", value=Decimal(1), currency="USD", items=[price]),
        event("b", "purchase", value=Decimal(1), items=[price, price | {"currency": "MXN"}]),
        event("c", "purchase", value=Decimal(1), items=[price]),
    ]
    facts = table("fct_events", *events, config=config)
    assert column(facts, "currency") == ["USD", "MXN", None]
    items = table("fct_event_items", *events, config=config)
    assert column(items, "currency") == ["USD", "MXN", "MXN", None]
    assert column(table("fct_orders", *events, config=config), "revenue") == [1, 3, 2]


def test_a_list_keeps_its_last_name() -> None:
    events = [
        sight("a", 0, item_list_id="l", item_list_name="Old"),
        sight("b", 1, item_list_id="l", item_list_name="New"),
        sight("c", 2, item_list_id="l"),
    ]
    [row] = table("dim_item_lists", *events)
    assert (row["item_list_name"], row["valid_from"]) == ("New", date(2024, 3, 1))


@pytest.mark.parametrize(
    ("days", "windows"),
    [
        pytest.param([0, 7], [(0, None, 2)], id="7 days apart is one window"),
        pytest.param([0, 8], [(0, 1, 1), (8, None, 1)], id="8 days apart is two"),
        pytest.param([0, 0, 1], [(0, None, 3)], id="sightings of a day count each"),
    ],
)
def test_a_campaign_runs_while_it_is_seen(
    days: list[int], windows: list[tuple[int, int | None, int]]
) -> None:
    events = [sight(f"{number}", on, discount_codes=["HOT"]) for number, on in enumerate(days)]
    rows = table("dim_campaigns", *events)
    march = [None if end is None else date(2024, 3, 1 + end) for _, end, _ in windows]
    assert column(rows, "valid_from") == [date(2024, 3, 1 + start) for start, _, _ in windows]
    assert column(rows, "valid_to", "event_count") == [
        (end, count) for end, (_, _, count) in zip(march, windows, strict=True)
    ]


@pytest.mark.parametrize(("quiet_days", "is_current"), [(7, True), (8, False)])
def test_a_window_closes_by_the_watermark(quiet_days: int, is_current: bool) -> None:
    events = [
        event("a", "page_view", experiment_id="NELO_XP_1"),
        event("b", "page_view", day(quiet_days)),
    ]
    [row] = table("dim_experiments", *events)
    assert row["is_current"] is is_current
    assert row["valid_to"] == (None if is_current else date(2024, 3, 2))


def test_a_product_is_counted_by_campaign_price_and_discount() -> None:
    item = {
        "item_id": "p",
        "price": Decimal("5"),
        "discount_value": Decimal("1"),
        "discount_codes": ["HOT", "X"],
    }
    events = [
        event("a", "view_item", items=[item, item]),
        event("b", "begin_checkout", 1, items=[item]),
        event("c", "purchase", 2, transaction_id="T", value=Decimal("4"), items=[item]),
        event("d", "purchase", 3, transaction_id="T", value=Decimal("4"), items=[item]),
        event("e", "view_item", 4, items=[item | {"discount_value": None}]),
    ]
    rows = table("fct_product_campaigns", *events)
    counts = column(
        rows, "campaign_id", "discount_value", "views", "checkouts", "purchases", "revenue"
    )
    assert counts == [
        ("HOT", 1, 2, 1, 1, 4),
        ("X", 1, 2, 1, 1, 4),
        ("HOT", None, 1, 0, 0, 0),
        ("X", None, 1, 0, 0, 0),
    ]
    assert rows[0]["last_seen_at"] == datetime(2024, 3, 1, 12, 3)


def cart(
    event_id: str, name: str, price: str, quantity: int | None = None, product: str = "p"
) -> Row:
    item = {"item_id": product, "price": Decimal(price), "quantity": quantity}
    return event(event_id, name, items=[item])


@pytest.mark.parametrize(
    ("steps", "value", "products", "is_high"),
    [
        pytest.param([cart("a", "add_to_cart", "50", 2)], 100, 1, True, id="high at the threshold"),
        pytest.param(
            [cart("a", "add_to_cart", "50", 2), cart("b", "remove_from_cart", "50")],
            50,
            1,
            False,
            id="adds less removes",
        ),
        pytest.param(
            [cart("a", "add_to_cart", "50"), cart("b", "remove_from_cart", "50", 2)],
            0,
            0,
            False,
            id="never below an empty cart",
        ),
        pytest.param(
            [cart("a", "add_to_cart", "5", 2), cart("b", "remove_from_cart", "80")],
            0,
            1,
            False,
            id="a product left is worth 0 or more",
        ),
        pytest.param(
            [cart("a", "add_to_cart", "500"), cart("b", "begin_checkout", "7", 3)],
            21,
            1,
            False,
            id="the checkout wins",
        ),
    ],
)
def test_an_abandoned_cart_is_valued(
    steps: list[Row], value: int, products: int, is_high: bool
) -> None:
    [row] = table("silver_session_features", *steps)
    assert (row["cart_value"], row["cart_products"]) == (value, products)
    assert row["is_high_value_abandon"] is is_high
    assert row["is_cart_abandon"]


def test_a_session_remembers_where_it_came_from_and_what_it_bought() -> None:
    events = [
        event("a", "page_view", medium="odd"),
        event("b", "page_view", 1, source="google", campaign="c", page_location="/one"),
        event("c", "begin_checkout", 2, source="bing", page_location="/two", coupon="A"),
        event("d", "purchase", 3, value=Decimal("4"), coupon="B", experiment_id="NELO_XP_1"),
        event("e", "purchase", 4, value=Decimal("5"), currency="EUR"),
    ]
    [row] = table("silver_session_features", *events)
    origin = row["source"], row["medium"], row["campaign"], row["landing_page"]
    assert origin == ("google", None, "c", "/one")
    assert (row["order_count"], row["revenue"]) == (2, Decimal("9.5"))
    assert (row["coupon"], row["experiment_id"]) == ("B", "NELO_XP_1")
    assert not row["is_checkout_abandon"]
    assert not row["is_bounce"]


SHOP = "https://www.shop.example/"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"source": "(Direct)", "medium": "(none)"}, (None, None, None)),
        ({"source": "own", "page_location": f"{SHOP}?gclid=1"}, ("own", None, None)),
        ({"page_location": f"{SHOP}?gclid=1&utm_source=a"}, ("a", None, None)),
        ({"page_location": f"{SHOP}?msclkid=1&utm_campaign=c+d"}, ("bing", "cpc", "c d")),
        ({"page_location": f"{SHOP}?gclid="}, (None, None, None)),
        ({"page_referrer": "android-app://com.mail/"}, ("com.mail", "referral", None)),
        (
            {"page_location": SHOP, "page_referrer": "https://myshop.example/"},
            ("myshop.example", "referral", None),
        ),
        ({"page_location": SHOP, "page_referrer": "https://pay.shop.example/"}, (None, None, None)),
        ({"page_location": SHOP, "page_referrer": "https://www.paypal.com/"}, (None, None, None)),
    ],
)
def test_an_event_tells_its_source(fields: Row, told: tuple[str | None, ...]) -> None:
    rows = table("fct_events", event("a", "page_view", **fields))
    assert column(rows, "source", "medium", "campaign") == [told]


def test_a_list_s_names_stand_apart_by_who_made_the_id() -> None:
    made = {"item_list_id": "hits", "item_list_name": "Hits", "is_list_inferred": True}
    events = [sight("a", 0, **made), sight("b", 1, item_list_id="hits"), sight("c", 2, **made)]
    names = column(table("silver_list_names", *events), "item_list_name", "is_list_inferred")
    assert sorted(names) == [("", False), ("Hits", True)]


def test_a_session_keeps_each_variant_of_each_experiment() -> None:
    events = [
        event("a", "page_view", experiment_id="x_B"),
        sight("b", 0, discount_codes=["NELO_XP_1", "NELO_XP_2"]),
        event("c", "page_view", 1, experiment_id="x.B"),
        event("d", "page_view", 2, experiment_id="bare"),
    ]
    rows = table("silver_session_experiments", *events)
    assert sorted(column(rows, "experiment_id", "variant", "code", "is_only_variant")) == [
        ("", "bare", "bare", True),
        ("NELO_XP", "1", "NELO_XP_1", False),
        ("NELO_XP", "2", "NELO_XP_2", False),
        ("x", "B", "x.B", True),
    ]


def test_a_day_begins_at_the_shop_s_midnight() -> None:
    config = Config.model_validate({"calendar": {"timezone": "Europe/Berlin"}})
    late = event("a", "page_view", 10 * 60 + 59), event("b", "page_view", 11 * 60)
    days = column(table("fct_events", *late, config=config), "event_date")
    assert days == [date(2024, 3, 1), date(2024, 3, 2)]
