"""vw_feature_adoption_monthly: who uses what, of those who are active, and who does so first."""

from datetime import date

from tests.gold.days import day
from tests.gold.people import given_people, noon
from tests.gold.test_vw_activation_weekly import deed
from tests.models.under_test import ModelUnderTest

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
ASKED = (
    "select month_start, feature, active_users, users, new_adopters, adoption_rate::varchar"
    " from {model} where segment = 'all' order by feature, month_start"
)


def test_new_adopters_use_it_for_the_first_time_ever(model: ModelUnderTest) -> None:
    given_people(model, 61, ada=[0, 31], bob=[1, 32])
    model.given("fct_events", deed(0, "search"), deed(0.1, "search"), deed(31, "search"))
    model.given("fct_events", deed(32, "search", "bob"))
    assert model.asked(ASKED) == [
        (MARCH, "search", 2, 1, 1, "0.500000"),
        (APRIL, "search", 2, 2, 1, "1.000000"),
        (date(2024, 5, 1), "search", 0, 0, 0, None),
    ]


def test_what_is_no_interaction_or_the_back_offices_is_no_feature(model: ModelUnderTest) -> None:
    given_people(model, 2, ada=[0])
    names = ["scroll", "profile", "refund", "payment", "marketing_cost", "search"]
    model.given("fct_events", *(deed(0, name) for name in names))
    assert {row[1] for row in model.asked(ASKED)} == {"search"}


def test_a_list_is_one_feature_and_takes_the_place_of_its_name(model: ModelUnderTest) -> None:
    features = {"search": ["search", "filter"], "reads": ["scroll"]}
    model.config(growth={"features": features})
    given_people(model, 2, ada=[0], bob=[0], cem=[0])
    model.given("fct_events", deed(0, "search"), deed(0.1, "filter"), deed(0, "filter", "bob"))
    model.given("fct_events", deed(0, "scroll", "cem"))
    assert [row[1:5] for row in model.asked(ASKED)] == [
        ("filter", 3, 2, 2),
        ("reads", 3, 1, 1),
        ("search", 3, 2, 2),
    ]


def test_an_order_counts_and_not_the_event_that_tells_it_again(model: ModelUnderTest) -> None:
    given_people(model, 40, ada=[0, 31])
    model.given("fct_events", deed(0, "purchase"), deed(31, "purchase"))
    model.given(
        "fct_orders",
        {"order_id": "t", "visitor_id": "ada", "ordered_at": noon(0), "order_date": day(0)},
    )
    assert [row[:4] for row in model.asked(ASKED)] == [
        (MARCH, "purchase", 1, 1),
        (APRIL, "purchase", 1, 0),
    ]


def test_who_is_not_active_in_the_month_is_no_adopter(model: ModelUnderTest) -> None:
    given_people(model, 2, ada=[0], idle=[])
    model.given("fct_events", deed(0, "search", "idle"), deed(0, "search"))
    assert [row[1:4] for row in model.asked(ASKED)] == [("search", 1, 1)]
