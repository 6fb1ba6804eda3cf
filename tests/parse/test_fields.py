"""Fields of events and of items: how long a text may be, and what a text means as a number."""

from collections.abc import Callable

import pytest

from tests.parse.conftest import Outcome

LONGEST = {
    **dict.fromkeys(["platform", "country", "device_category", "currency", "coupon"], 256),
    **dict.fromkeys(["page_title", "page_location", "page_referrer"], 4096),
}


@pytest.mark.parametrize(("name", "longest"), LONGEST.items())
def test_a_text_may_be_as_long_as_its_field(
    name: str, longest: int, read_event: Callable[..., Outcome]
) -> None:
    for more in ({}, {"other": 1}):  # the second never takes the fast path
        kept = read_event(**{name: "é" * longest, **more}).event[name]
        assert kept.lower() == "é" * longest
        assert read_event(**{name: " " + "é" * longest}).codes == []
        refused = read_event(**{name: "é" * (longest + 1), **more}).refusals[0]
        assert refused["code"] == "E_FIELD_LENGTH"
        assert f"{name} must have at most {longest} characters" in refused["detail"]


@pytest.mark.parametrize("name", ["currency", "coupon"])
def test_a_code_of_an_item_may_be_as_long_too(
    name: str, read_event: Callable[..., Outcome]
) -> None:
    assert read_event(items=[{"item_id": "a", name: "é" * 256}]).codes == []
    assert read_event(items=[{"item_id": "a", name: "é" * 257}]).codes == ["E_FIELD_LENGTH"]


NUMBERS = {
    "1,299.50": 1299.5,
    "1e3": 1000,
    "1.0E7": 1e7,
    "$1,299.50": 1299.5,
    "US$ 5": 5,
    "007": 7,
    "1299.50": 1299.5,
    " 12.5 ": 12.5,
    "12e-1": 1.2,
    "1,234,567": 1234567,
    "1,29.50": None,
    "1,2": None,
    "1.2.3": None,
    "+1": None,
    "0x1F": None,
    "1_000": None,
    "12 000": None,
    "e3": None,
    ",299": None,
    "\uff11": None,
}


@pytest.mark.parametrize(("text", "wish"), NUMBERS.items())
def test_a_number_as_text_means_the_same_in_an_event_and_in_an_item(
    text: str, wish: float | None, read_event: Callable[..., Outcome]
) -> None:
    event, item = read_event(value=text), read_event(items=[{"item_id": "a", "price": text}])
    if wish is None:
        assert (event.codes, item.codes) == (["E_FIELD_TYPE"], ["E_ITEM_FIELD"])
    else:
        assert (event.event["value"], item.items[0]["price"]) == (wish, wish)
        assert event.warnings == item.warnings == ["W_STR_NUM"]
    if wish is not None and wish == int(wish) and wish < 1e6:
        assert read_event(checkout_step=text).event["checkout_step"] == wish
