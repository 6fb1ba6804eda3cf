"""vw_active_users_daily: who is active on a day, in its 7 and in its 28 days."""

from decimal import Decimal

from tests.gold.days import day
from tests.gold.people import given_people, known, session_day
from tests.models.under_test import ModelUnderTest


def test_a_window_ends_with_the_day_and_holds_7_and_28_days(model: ModelUnderTest) -> None:
    given_people(model, 40, ada=[0, 6], bob=[12, 40])
    found = model.asked(
        "select date_diff('day', date '2024-03-01', day), dau, wau, mau from {model}"
        " where segment = 'all'"
    )
    rolling = {number: (dau, wau, mau) for number, dau, wau, mau in found}
    assert rolling[0] == (1, None, None)
    assert rolling[5] == (0, None, None)
    assert rolling[6] == (1, 1, None)
    assert rolling[12] == (1, 2, None)
    assert rolling[13] == (0, 1, None)
    assert rolling[19] == (0, 0, None)
    assert rolling[26] == (0, 0, None)
    assert rolling[27] == (0, 0, 2)
    assert rolling[33] == (0, 0, 2)
    assert rolling[34] == (0, 0, 1)
    assert rolling[39] == (0, 0, 1)
    assert rolling[40] == (1, 1, 1)


def test_stickiness_is_the_share_of_28_days_and_waits_for_the_day(model: ModelUnderTest) -> None:
    given_people(model, 28, ada=[1, 2, 3], bob=[27])
    found = model.asked(
        "select day, mean_dau, stickiness, is_complete from {model}"
        " where mau is not null and segment = 'all'"
    )
    shared = Decimal("0.1429"), Decimal("0.071429")
    assert sorted(found) == [(day(27), *shared, True), (day(28), shared[0], None, False)]


def test_a_person_counts_once_a_day_on_all_devices_and_with_an_interaction_only(
    model: ModelUnderTest,
) -> None:
    given_people(model, 1, ada=[0, 0.1], idle=[])
    model.given("silver_identity_map", {"visitor_id": "phone", "user_id": "ada"})
    model.given("silver_session_days", session_day("phone", 0), session_day("idle", 0, 0))
    model.given("silver_session_days", session_day("phone", 0, user_id="guest"))
    model.expect(
        *(
            {"day": day(number), "segment": segment, "dau": dau, "is_first_period": not number}
            for segment in ("all", "(unknown)")
            for number, dau in ((0, 2), (1, 0))
        )
    )


def test_a_segment_is_that_of_the_first_active_day_else_the_first_one_known_later(
    model: ModelUnderTest,
) -> None:
    given_people(model, 3, early=[1], later=[1], never=[1], everybody=[1])
    model.given(
        "dim_users",
        known("early", 0, "a"),
        known("early", 1, "b"),
        known("early", 2, "c"),
        known("later", 1, None),
        known("later", 2, "c"),
        known("later", 3, "d"),
        known("never", 1, None),
        known("everybody", 1, "all"),
    )
    found = model.asked("select segment, dau from {model} where day = date '2024-03-02'")
    assert sorted(found) == [("(all)", 1), ("(unknown)", 1), ("all", 4), ("b", 1), ("c", 1)]


def test_a_lake_without_anybody_has_days_of_0(model: ModelUnderTest) -> None:
    given_people(model, 0)
    model.expect({"day": day(0), "segment": "all", "dau": 0, "wau": None, "is_complete": False})
