"""Settings: exact, bounded, and each mistake named with its key, the wish and the find."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.paths import PROJECT
from transforms.config import Config, read_config
from transforms.errors import ConfigError


def read(folder: Path, text: str) -> Config:
    path = folder / "config.json"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def test_the_projects_settings_are_the_defaults() -> None:
    assert read_config(PROJECT / "config.json") == Config()


def test_an_empty_object_is_enough(tmp_path: Path) -> None:
    assert read(tmp_path, "{}") == Config()


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    config = read(tmp_path, '{"currency": {"rates": {"EUR": 1.1, "MXN": "0.05125", "JPY": 1}}}')
    rates = {"EUR": Decimal("1.1"), "MXN": Decimal("0.05125"), "JPY": Decimal(1)}
    assert config.currency.rates == rates


@pytest.mark.parametrize(
    ("section", "key", "value", "is_good"),
    [
        ("sessions", "gap_minutes", 1, True),
        ("sessions", "gap_minutes", 0, False),
        ("sessions", "gap_minutes", 1440, True),
        ("sessions", "gap_minutes", 1441, False),
        ("sessions", "gap_minutes", 1.5, False),
        ("sessions", "non_interaction_events", [], True),
        ("sessions", "non_interaction_events", ["Scroll"], False),
        ("segments", "high_value_cart", 0, True),
        ("segments", "high_value_cart", -1, False),
        ("segments", "high_value_cart", "0.0001", True),
        ("segments", "high_value_cart", "0.00001", False),
        ("segments", "high_value_cart", True, False),
        ("experiments", "code_marker", "NELO_XP_", True),
        ("experiments", "code_marker", "it's", False),
        ("experiments", "code_marker", "", False),
        ("currency", "reporting", "EUR", True),
        ("currency", "reporting", "eur", False),
        ("currency", "default", "EUR", True),
        ("currency", "default", None, True),
        ("currency", "default", "eur", False),
        ("currency", "rates", {"EUR": 0}, False),
        ("currency", "rates", {"EUR": "0.000000000001"}, True),
        ("currency", "rates", {"EUR": "0.0000000000001"}, False),
        ("currency", "rates", {"EUR": 1_000_000}, True),
        ("currency", "rates", {"EUR": 1_000_001}, False),
        ("currency", "rates", {"EUR": "NaN"}, False),
        ("currency", "rates", {"euro": 1}, False),
        ("currency", "rates", [], False),
        ("items", "discount_per", "line", True),
        ("items", "discount_per", "order", False),
        ("products", "price_events", ["view_item"], True),
        ("products", "price_events", ["View Item"], False),
        ("warehouse", "memory_limit", "512MB", True),
        ("warehouse", "memory_limit", "511.9MB", False),
        ("warehouse", "memory_limit", "0GB", False),
        ("warehouse", "memory_limit", "1000000 GB", True),
        ("warehouse", "memory_limit", "1000001GB", False),
        ("warehouse", "memory_limit", "512 MB'; drop", False),
        ("warehouse", "catalog", "sqlite:lake [1]/c'at*.sqlite", True),
        ("warehouse", "catalog", "sqlite: ", False),
        ("warehouse", "catalog", "sqlite:a?b", False),
        ("warehouse", "catalog", "mysql:x", False),
        ("warehouse", "data_path", "s3://bucket", True),
        ("warehouse", "data_path", "s3://", False),
        ("warehouse", "data_path", "gs://bucket", False),
        ("warehouse", "data_path", "a\\b", False),
        ("warehouse", "data_path", "a\0b", False),
        ("source", "inbox", "", False),
        ("source", "inbox", "in?box", False),
        ("warehouse", "threads", -1, False),
        ("limits", "line_bytes", 1023, False),
        ("experiments", "variant_pattern", "^(.*)-(.*)$", True),
        ("experiments", "variant_pattern", "^(.*)-.*$", False),
        ("experiments", "variant_pattern", "^(.*)-(.*", False),
        ("experiments", "variant_pattern", "(?=a)(b)(c)", False),
        ("experiments", "controls", {"checkout": 1}, False),
        ("calendar", "timezone", "Europe/Berlin", True),
        ("calendar", "timezone", "europe/berlin", False),
        ("calendar", "timezone", "", False),
        ("traffic", "own_sites", ["shop.example", "läden.example"], True),
        ("traffic", "own_sites", ["https://shop.example"], False),
        ("traffic", "ignored_referrers", ["PayPal.com"], False),
        ("traffic", "click_ids", "never", False),
        ("growth", "power_user_days", 28, True),
        ("growth", "power_user_days", 29, False),
        ("growth", "power_user_days", 0, False),
        ("growth", "brackets", [], True),
        ("growth", "brackets", [[3, 3]], True),
        ("growth", "brackets", [[3, 2]], False),
        ("growth", "brackets", [[0, 7]], False),
        ("growth", "brackets", [[1, 7, 8]], False),
        ("growth", "brackets", [[1, 7], [1, 7]], False),
        ("growth", "features", {"search": ["search", "view_search_results"]}, True),
        ("growth", "features", {"search": []}, False),
        ("growth", "features", {"search": ["a", "a"]}, False),
        ("growth", "features", {"Search": ["search"]}, False),
        ("growth", "activation", {"events": ["sign_up"], "times": 3, "days": 365}, True),
        ("growth", "activation", {"events": []}, False),
        ("growth", "activation", {"times": 0}, False),
        ("growth", "activation", {"days": 366}, False),
        ("growth", "funnel", {"stages": ["visit", "sign_up", "payment"], "days": 1}, True),
        ("growth", "funnel", {"stages": ["visit"]}, False),
        ("growth", "funnel", {"stages": ["view_item", "purchase"]}, False),
        ("growth", "funnel", {"stages": ["visit", "visit"]}, False),
        ("growth", "funnel", {"days": 0}, False),
    ],
)
def test_bounds_have_two_sides(
    tmp_path: Path, section: str, key: str, value: Any, is_good: bool
) -> None:
    text = json.dumps({section: {key: value}})
    if is_good:
        read(tmp_path, text)
        return
    with pytest.raises(ConfigError, match=rf"{section}\.{key}.*, got "):
        read(tmp_path, text)


def test_a_mistake_of_spelling_is_told_in_words(tmp_path: Path) -> None:
    values = {
        "warehouse": {"memory_limit": "80%"},
        "currency": {"reporting": "usd\n", "rates": {"euro": 1}},
        "products": {"price_events": ["View"]},
        "experiments": {"code_marker": ""},
        "traffic": {"own_sites": ["http://a"]},
        "publish": {"left_out": ["a.b.c"]},
    }
    with pytest.raises(ConfigError) as found:
        read(tmp_path, json.dumps(values))
    said = str(found.value)
    assert "memory_limit must be a number and one of KB, MB, GB, KiB, MiB, GiB, got '80%'" in said
    assert said.count(" must be ") == 7
    assert "pattern" not in said


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as found:
        read(tmp_path, '{"sessions": {"gap_minutes": 0}, "limits": {"depth": 1}, "x": 1}')
    for key in ("sessions.gap_minutes", "limits.depth", "x is not a setting"):
        assert key in str(found.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"sessions": null}', '{"a": 1, "a": 2}'])
def test_what_is_not_an_object_of_settings_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"config\.json"):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must be a readable"):
        read_config(tmp_path / "config.json")
