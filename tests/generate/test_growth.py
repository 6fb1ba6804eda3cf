"""People sign up, subscribe, pay, fade and leave; and what is told of them is what is true."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.generate.sets import digest, lines_of, make, truth
from transforms.generate import back_office
from transforms.generate.options import Generated
from transforms.generate.random import KeyedRandom
from transforms.generate.users import Users


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return make(tmp_path_factory.mktemp("growth") / "set", 20_000, growth=True)


@pytest.fixture(scope="module")
def events(shop: Generated) -> list[dict[str, Any]]:
    return [json.loads(line) for path in shop.files for line in lines_of(path)]


def ask(query: str) -> tuple[Any, ...]:
    found = duckdb.sql(query).fetchone()
    assert found
    return found


def test_the_back_office_comes_on_top(shop: Generated, events: list[dict[str, Any]]) -> None:
    told = [event for event in events if event["event_id"].startswith("b1-")]
    assert len(events) - len(told) == 20_000
    assert 1_600 < len(told) < 3_000
    assert len({event["event_id"] for event in events}) == len(events) == shop.lines


def test_every_turn_is_taken(events: list[dict[str, Any]]) -> None:
    names = Counter(event["event_name"] for event in events)
    turns = ("start", "change", "cancel", "end")
    for name in ("sign_up", "profile", "payment", *(f"subscription_{turn}" for turn in turns)):
        assert names[name] >= 15, name
    payments = [event for event in events if event["event_name"] == "payment"]
    assert {each["status"] for each in payments} >= {"succeeded", "failed", "refunded"}
    assert {event["interval"] for event in events if "interval" in event} == {
        *("week", "month", "quarter", "year")
    }
    assert any(event.get("value") == 0 for event in events), "a trial or a pause"


def test_money_moves_in_every_way(shop: Generated) -> None:
    found = ask(
        f"""
        select min(mrr_start + new_mrr + reactivation_mrr + expansion_mrr + contraction_mrr
                + churned_mrr = mrr_end),
            min(customers_start + customers_new + customers_reactivated - customers_churned
                = customers_end),
            sum(new_mrr) > 0, sum(reactivation_mrr) > 0, sum(expansion_mrr) > 0,
            sum(contraction_mrr) < 0, sum(churned_mrr) < 0, min(mrr_kept_at_most <= mrr_start)
        from {truth(shop, "mrr_months")}
        """
    )
    assert found == (True,) * 8


def test_payments_fail_recover_and_come_back(shop: Generated) -> None:
    found = ask(
        f"""
        with invoices as (
            select
                invoice_id,
                min_by(first_status, attempted_at) = 'failed' as fails,
                max(paid_at) is not null as is_paid
            from {truth(shop, "payments")} group by invoice_id
        )
        select
            count(*) filter (where fails) / count(*) between 0.05 and 0.2,
            count(*) filter (where fails and is_paid) > 0,
            count(*) filter (where fails and not is_paid) > 0,
            (select count(*) > 0 from {truth(shop, "payments")}
                where refunded_value between 0.01 and amount)
        from invoices
        """
    )
    assert found == (True,) * 4


def test_people_come_ever_less_before_they_leave() -> None:
    people, users = Users(KeyedRandom(1)), np.arange(1_000)
    stay, fade = people.stay_days(users), people.fade_days(users)
    users, stay, fade = users[fade >= 10], stay[fade >= 10], fade[fade >= 10]
    readiness = [
        people.return_millionths(users, stay + 1 - days_left).mean()
        for days_left in (fade * 2, fade, fade // 2, fade // 10, fade * 0)
    ]
    assert readiness[0] == readiness[1] > 500_000
    assert [round(each / readiness[0], 1) for each in readiness[2:]] == [0.5, 0.1, 0]


def test_nobody_comes_after_leaving_where_others_stay(shop: Generated) -> None:
    (after,) = ask(
        f"""
        select avg((session_start_at::date > leaves_on + 1)::int)
        from {truth(shop, "sessions")} join {truth(shop, "users")} using (user_id)
        """
    )
    assert after < 0.01


def test_orders_are_made_in_five_to_six_of_100_sessions(shop: Generated) -> None:
    (share,) = ask(f"select avg((order_count > 0)::int) from {truth(shop, 'sessions')}")
    assert 0.045 < share < 0.065


def test_costs_are_told_for_every_source_and_corrected(shop: Generated) -> None:
    (campaigns, corrected) = ask(
        f"""
        select count(distinct campaign), avg((reported_at::date > cost_date + 1)::int)
        from {truth(shop, "costs")}
        """
    )
    assert campaigns == 4
    assert 0.2 < corrected < 0.5


def test_a_shop_without_growth_has_none(tmp_path: Path) -> None:
    made = make(tmp_path / "set")
    names = {json.loads(line)["event_name"] for path in made.files for line in lines_of(path)}
    assert not names & {"sign_up", "profile", "subscription_start", "payment", "marketing_cost"}
    assert not (made.folder / "truth" / "subscriptions.parquet").exists()


def test_how_much_is_made_at_once_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = set()
    for days, users in ((32, 1 << 17), (5, 50)):
        monkeypatch.setattr(back_office, "_MOST_DAYS", days)
        monkeypatch.setattr(back_office, "_USERS_AT_ONCE", users)
        made = make(tmp_path / str(days), 2_000, growth=True, days=200)
        digests.add(digest(made.folder / "events"))
    assert len(digests) == 1
