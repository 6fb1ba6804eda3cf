"""All that was known of a product in a currency, from each day on which it changed."""

from datetime import date
from typing import Any

from tests.models.under_test import ModelUnderTest

FIRST, SECOND, THIRD = (date(2024, 3, day) for day in (1, 2, 3))


def described(day: date, **more: Any) -> dict[str, Any]:
    return {"product_id": "p", "event_date": day} | more


def priced(day: date, price: float, currency: str = "USD") -> dict[str, Any]:
    return {"product_id": "p", "currency": currency, "event_date": day, "price": price}


def touched(model: ModelUnderTest, first: date | None) -> None:
    model.given("touched_products", {"product_id": "p", "first_day": first})


def test_a_day_that_changes_nothing_is_no_state(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given("silver_product_days", described(FIRST, brand="B"), described(SECOND, brand="B"))
    model.given("silver_product_days", priced(FIRST, 5), priced(SECOND, 5))
    model.expect({"currency": "USD", "brand": "B", "price": 5, "valid_from": FIRST})


def test_what_a_day_does_not_say_is_known_from_before(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given("silver_product_days", described(FIRST, brand="B"), described(SECOND))
    model.given("silver_product_days", priced(SECOND, 6))
    model.expect(
        {"brand": "B", "price": None, "valid_from": FIRST},
        {"brand": "B", "price": 6, "valid_from": SECOND},
    )


def test_a_second_currency_begins_with_its_first_price(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given("silver_product_days", *(described(day) for day in (FIRST, SECOND, THIRD)))
    model.given("silver_product_days", priced(FIRST, 5), priced(SECOND, 4, "EUR"))
    model.expect(
        {"currency": "USD", "price": 5, "valid_from": FIRST},
        {"currency": "EUR", "price": 4, "valid_from": SECOND},
    )


def test_states_before_the_first_touched_day_stay(model: ModelUnderTest) -> None:
    touched(model, SECOND)
    before = {"product_id": "p", "currency": "USD", "brand": "B", "price": 5, "valid_from": FIRST}
    model.given("silver_product_states", before, before | {"valid_from": SECOND, "price": 9})
    model.given("silver_product_days", described(SECOND))
    model.given("silver_product_days", priced(SECOND, 6))
    model.expect(
        {"brand": "B", "price": 5, "valid_from": FIRST},
        {"brand": "B", "price": 6, "valid_from": SECOND},
    )


def test_a_product_without_a_price_has_one_history(model: ModelUnderTest) -> None:
    touched(model, FIRST)
    model.given("silver_product_days", described(FIRST, product_name="P"))
    model.expect({"currency": "USD", "product_name": "P", "price": None, "valid_from": FIRST})
