"""From rows to events: paths, rules, kinds of events, items."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import decode

from tests.paths import PROJECT
from tests.sources.mappings import EXAMPLES, event_of, settings_of, source_of
from transforms.archive.formats.format import NoEventError, blocks_of
from transforms.config import Config
from transforms.ingest.files.rows import cells
from transforms.sources.mapping import Mapper

ROW = {"name": "page_view", "at": 1_740_564_000_500_000}
EXPECTED = [
    json.loads(line)
    for line in (PROJECT / "tests/data/source_shapes.jsonl").read_text().splitlines()
]
SAMPLES = {
    "shop_2025-02-26.csv": "shop_csv/shop_2025-02-26.csv",
    "shop_2025-02-27.csv": "shop_csv/shop_2025-02-27.csv",
    "ga4_export.jsonl": "ga4_bigquery/ga4_export.jsonl",
    "segment.jsonl": "segment/segment_tracks.jsonl",
}
#: What the examples tell beyond the expected events.
MORE = {"device_category"}


def lines_of(path: Path, name: str, source: Any) -> list[bytes]:
    if path.suffix == ".csv":
        return b"".join(cells(blocks_of(path), name, source, "x").blocks).splitlines()
    return path.read_bytes().splitlines()


@pytest.mark.parametrize("file", SAMPLES)
def test_every_row_becomes_the_event_that_it_should(file: str) -> None:
    path = EXAMPLES / SAMPLES[file]
    name = path.parent.name
    source = Config.model_validate(settings_of(name)).sources[name]
    wanted = [each["event"] for each in EXPECTED if each["file"] == file]
    mapper = Mapper(source, is_typed=False)
    found = [decode(mapper.to_event(line)) for line in lines_of(path, name, source)]
    more = MORE - {key for event in wanted for key in event}
    assert [{k: v for k, v in event.items() if k not in more} for event in found] == wanted
    assert len(EXPECTED) == 16


@pytest.mark.parametrize(
    ("rule", "more", "value"),
    [
        ("a", {"a": "x"}, "x"),
        ("a", {"a": " x "}, "x"),
        ("a", {"a": "  "}, None),
        ("a.b", {"a": {"b": "x"}}, "x"),
        ("a.b", {"a": "x"}, None),
        ("a[1].b", {"a": [{}, {"b": "x"}]}, "x"),
        ("a[1]", {"a": ["y"]}, None),
        ("a[k]", {"a": [{"key": "j", "value": "y"}, {"key": "k", "value": "x"}]}, "x"),
        ("a[k]", {"a": [{"key": "k", "value": {"s": None, "int_value": "7"}}]}, "7"),
        ("a[k]", {"a": [{"name": "k", "value": "x"}]}, "x"),
        ("a[k]", {"a": {"k": "x"}}, "x"),
        ("`a.b`", {"a.b": "x"}, "x"),
        ("Order ID", {"Order ID": 12}, "12"),
        (["a", "b"], {"a": None, "b": "x"}, "x"),
        (["a", "b"], {"a": "", "b": "x"}, "x"),
        ({"value": "x"}, {}, "x"),
        ({"if": "a", "value": "x", "else": "b"}, {"a": 0, "b": "y"}, "x"),
        ({"if": "a", "value": "x", "else": "b"}, {"b": "y"}, "y"),
        ({"if": "a", "value": "x"}, {}, None),
        ({"device_of": "a"}, {"a": "Mozilla/5.0 (iPad; CPU OS 18)"}, "tablet"),
        ({"device_of": "a"}, {"a": "Mozilla/5.0 (Linux; Android 15; SM-X) Safari"}, "tablet"),
        ({"device_of": "a"}, {"a": "Mozilla/5.0 (Linux; Android 15) Mobile Safari"}, "mobile"),
        ({"device_of": "a"}, {"a": "Mozilla/5.0 (Windows NT 10.0)"}, "desktop"),
        ({"device_of": "a"}, {}, None),
    ],
)
def test_a_rule_finds_a_value(rule: Any, more: dict[str, Any], value: str | None) -> None:
    event = event_of(source_of({"country": rule}), ROW | more)
    assert event is not None
    assert event.get("country") == value


def test_names_of_events_are_theirs_ours_or_skipped() -> None:
    source = source_of({}, events={"Order Completed": "purchase"})
    skipping = source_of({}, events={"Order Completed": "purchase"}, other_events="skip")
    for found, name in (
        ("Order Completed", "purchase"),
        ("Product Shared", "product_shared"),
        ("view_item", "view_item"),
    ):
        event = event_of(source, ROW | {"name": found})
        assert event is not None
        assert event["event_name"] == name
    assert event_of(skipping, ROW) is None
    assert event_of(skipping, ROW | {"name": "Order Completed"}) is not None


ITEMS = {"each": "p.list", "else_one": "p", "fields": {"item_id": ["id", "sku"], "price": "price"}}


@pytest.mark.parametrize(
    ("rule", "more", "items"),
    [
        (ITEMS, {}, None),
        (ITEMS, {"p": {"list": [{"id": "1", "price": "2.50"}, {"id": None}]}}, [("1", 2.5)]),
        (ITEMS, {"p": {"list": []}}, []),
        (ITEMS, {"p": {"sku": "7", "price": 3}}, [("7", 3)]),
        (ITEMS, {"p": {"path": "/"}}, []),
        ({**ITEMS, "needs": ["id"]}, {"p": {"sku": "7", "price": 3}}, []),
    ],
)
def test_items_are_a_list_or_one(rule: Any, more: dict[str, Any], items: Any) -> None:
    event = event_of(source_of({"items": rule}), ROW | more)
    assert event is not None
    found = event.get("items")
    pairs = None if found is None else [(item.get("item_id"), item.get("price")) for item in found]
    assert pairs == items


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (b"[1", "a row must be JSON"),
        (b'"x"', "a row must be an object"),
        (b'[3,["a","b"]]', "a row must have 3 cells, got 2"),
        (b'{"name":"a","data":"{broken"}', "data must hold JSON"),
    ],
)
def test_what_is_no_row_is_no_event(record: bytes, why: str) -> None:
    with pytest.raises(NoEventError, match=why):
        Mapper(source_of({}, json=["data"])).to_event(record)


def test_kept_columns_stay_and_others_go() -> None:
    event = event_of(source_of({}, extra=["shelf", "b"]), ROW | {"shelf": "B", "b": "", "c": 1})
    assert event == {"event_name": "page_view", "event_timestamp": ROW["at"], "shelf": "B"}
