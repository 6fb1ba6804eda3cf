"""Personal columns: pseudonyms are Python's HMAC, and a name that means nothing is refused."""

import hashlib
import hmac
from typing import Any

import duckdb
import pytest

from transforms.config import PublishSettings
from transforms.errors import ConfigError
from transforms.models.model import read_models
from transforms.publish.personal import KEY, check_names, hand_over_key, published_columns
from transforms.publish.views import View

BOUNCES = View("marketing", "bounces", {"visitor_id": "VARCHAR", "carts": "BIGINT"})
ORDERS = View("finance", "orders", {"order_id": "VARCHAR", "carts": "BIGINT"})
VALUES = ["", "a", "Zoë 😀", "x" * 100_000, "a\0b", "'; drop", None]
KEYS = [
    "sixteen letters!",
    "клавиатура" * 3,
    *(("abcdefgh" * 125)[:length] for length in (64, 65, 1000)),
    "abcdefgh\udcff\udcfe" * 2,
]


def settings(**values: Any) -> PublishSettings:
    return PublishSettings.model_validate(values)


@pytest.mark.parametrize("key", KEYS, ids=[str(len(key)) for key in KEYS])
def test_a_pseudonym_is_the_hmac_of_the_text(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, key)
    columns = published_columns(settings(pseudonymised=["visitor_id", "bounces.carts"]), BOUNCES)
    with duckdb.connect() as connection:
        hand_over_key(connection)
        found = connection.execute(
            f"select {columns['visitor_id']}, {columns['carts']} "
            "from (select unnest(?::varchar[]) as visitor_id, 42 as carts)",
            [VALUES],
        ).fetchall()

    def expected(text: str | None) -> str | None:
        secret = key.encode("utf-8", "surrogateescape")
        return text if text is None else hmac.new(secret, text.encode(), "sha256").hexdigest()

    assert found == [(expected(value), expected("42")) for value in VALUES]
    assert expected("a") != hashlib.sha256(b"a").hexdigest()


@pytest.mark.parametrize(
    "key", [None, "", "fifteen letters", "sixteensixteen!!", "0" * 64, "secret" * 20]
)
def test_a_missing_or_short_key_is_refused_and_not_shown(
    key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY, raising=False)
    if key is not None:
        monkeypatch.setenv(KEY, key)
    with duckdb.connect() as connection, pytest.raises(ConfigError, match=KEY) as raised:
        hand_over_key(connection)
    assert not key or key not in str(raised.value)


def test_a_column_is_named_everywhere_or_in_one_view() -> None:
    everywhere, once = settings(left_out=["carts"]), settings(left_out=["bounces.carts"])
    for chosen in (everywhere, once):
        check_names(chosen, [BOUNCES, ORDERS])
    assert list(published_columns(everywhere, BOUNCES)) == ["visitor_id"]
    assert list(published_columns(everywhere, ORDERS)) == ["order_id"]
    assert list(published_columns(once, BOUNCES)) == ["visitor_id"]
    assert published_columns(once, ORDERS) == {"order_id": "order_id", "carts": "carts"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param(
            {"left_out": ["visitor"]},
            "publish.left_out .* got 'visitor'; known are carts, order_id, visitor_id",
            id="no such column",
        ),
        pytest.param(
            {"pseudonymised": ["orders.visitor_id"]},
            "publish.pseudonymised .* known are order_id, carts",
            id="not in this view",
        ),
        pytest.param(
            {"left_out": ["nothing.carts"]}, "known are bounces, orders", id="no such view"
        ),
        pytest.param(
            {"left_out": ["carts"], "pseudonymised": ["orders.carts"]},
            "orders.carts in both",
            id="in both lists",
        ),
        pytest.param({"left_out": ["order_id", "carts"]}, "of orders, got all", id="all columns"),
    ],
)
def test_what_is_unclear_is_refused(values: dict[str, list[str]], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        check_names(settings(**values), [BOUNCES, ORDERS])


def test_people_stand_in_the_views_of_marketing_and_models_alone() -> None:
    personal = {"user_id", "visitor_id", "session_id", "landing_page", "last_abandon_session_id"}
    named = {view.schema for view in read_models("gold") if personal & view.columns.keys()}
    assert named == {"gold_marketing", "gold_ml"}
