"""People, subscriptions and payments: fields that some events alone have, and what each needs."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.parse.conftest import Outcome
from tests.parse.test_fast_path import check
from transforms.parse.own_fields import COST_EVENT, OWN_FIELDS, REQUIRED
from transforms.system.setting_rules import IdSettings

Read = Callable[..., Outcome]

VALUES: dict[str, Any] = {
    "segment": "shops",
    "plan_id": "pro",
    "subscription_id": "s-1",
    "interval": "month",
    "payment_id": "p-1",
    "invoice_id": "i-1",
    "status": "failed",
    "failure_code": "card_declined",
}
EVENTS = [name for name in OWN_FIELDS if name != COST_EVENT]


def told(name: str, **more: Any) -> dict[str, Any]:
    own = {field: VALUES[field] for field in OWN_FIELDS.get(name, VALUES)}
    return {"event_name": name, "event_timestamp": 1_700_000_000_000_000} | own | more


@pytest.mark.parametrize("name", EVENTS)
def test_each_event_has_its_own_fields_and_the_others_stay_in_extra(
    read_event: Read, name: str
) -> None:
    found = read_event(**VALUES | told(name)).event
    own = OWN_FIELDS[name].keys()
    assert {field: found[field] for field in own} == {field: VALUES[field] for field in own}
    extra = json.loads(found.get("extra", "{}"))
    assert extra == {field: value for field, value in VALUES.items() if field not in own}


def test_other_events_keep_such_fields_as_they_are(read_event: Read) -> None:
    found = read_event(status=3, interval="sometimes", subscription_id="null").event
    assert found["extra"] == '{"interval":"sometimes","status":3,"subscription_id":"null"}'
    assert not VALUES.keys() & found.keys()


@pytest.mark.parametrize("name", EVENTS)
def test_the_fast_path_takes_them(name: str) -> None:
    assert check(json.dumps(told(name)).encode())


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"status": "Failed"}, id="a choice in capitals"),
        pytest.param({"invoice_id": 7}, id="a number"),
        pytest.param({"invoice_id": None}, id="none"),
        pytest.param({"payment_id": "null"}, id="a placeholder"),
        pytest.param({"payment_id": "p\u200b"}, id="a character of no width"),
        pytest.param({"failure_code": " card"}, id="white space"),
        pytest.param({"failure_code": "(not set)"}, id="not set"),
        pytest.param({"failure_code": ""}, id="empty"),
    ],
)
def test_what_is_coerced_takes_the_exact_path(more: dict[str, Any]) -> None:
    assert not check(json.dumps(told("payment", **more)).encode())


def test_a_choice_is_read_in_any_case_and_a_number_as_text(read_event: Read) -> None:
    found = read_event(**told("payment", status=" Refunded ", invoice_id=7)).event
    assert (found["status"], found["invoice_id"]) == ("refunded", "7")
    assert found["warnings"] == ["W_NUM_STR"]


def test_what_stands_for_no_id_is_none(read_event: Read) -> None:
    ids = IdSettings(placeholders=["nobody"])
    found = read_event(ids=ids, **told("payment", payment_id="Nobody", invoice_id="null")).event
    assert "payment_id" not in found
    assert found["invoice_id"] == "null"
    assert found["warnings"] == ["W_PLACEHOLDER"]


@pytest.mark.parametrize(("name", "needed"), REQUIRED.items())
@pytest.mark.parametrize("value", ["none at all", None, " ", "(not set)"])
def test_what_says_nothing_without_a_field_is_refused(
    read_event: Read, name: str, needed: str, value: str | None
) -> None:
    fields = told(name, **{needed: value})
    if value == "none at all":
        del fields[needed]
    refused = read_event(**fields).refusals[0]
    assert (refused["code"], refused["detail"]) == ("E_FIELD_MISSING", f"{needed} must be there")


@pytest.mark.parametrize(
    ("name", "fields", "code", "said"),
    [
        (
            "payment",
            {"status": "paid"},
            "E_FIELD_TYPE",
            "status must be one of succeeded, failed, refunded, charged_back, got 'paid'",
        ),
        (
            "subscription_start",
            {"interval": "fortnight"},
            "E_FIELD_TYPE",
            "interval must be one of day, week, month, quarter, year, got 'fortnight'",
        ),
        ("payment", {"status": True}, "E_FIELD_TYPE", "status must be a text"),
        ("profile", {"segment": ["a"]}, "E_FIELD_TYPE", "segment must be a text"),
        ("profile", {"plan_id": "p" * 257}, "E_FIELD_LENGTH", "plan_id must have at most 256"),
        ("payment", {"payment_id": "p" * 257}, "E_FIELD_LENGTH", "payment_id must have at most"),
        ("payment", {"value": -1}, "E_VALUE_RANGE", "value must be between 0"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(
    read_event: Read, name: str, fields: dict[str, Any], code: str, said: str
) -> None:
    refused = read_event(**told(name, **fields)).refusals[0]
    assert refused["code"] == code
    assert said in refused["detail"]
