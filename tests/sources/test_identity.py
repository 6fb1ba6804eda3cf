"""What an event is one by: the same key for the same parts, none where a part is missing."""

from typing import Any

import pytest
from msgspec.json import decode, encode

from tests.sources.mappings import source_of
from transforms.sources.columns import read_columns, reading_of
from transforms.sources.identity import compile_identity, with_identity
from transforms.sources.mapping import Mapper

ROW = {"name": "page_view", "at": 1_740_564_000_500_000}


def key_of(row: Any, *rules: Any, name: str = "s") -> str | None:
    mapper = Mapper(source_of({}, identity=list(rules)), name)
    mapper.to_event(encode(ROW | row))
    return mapper.identity_key


def test_a_key_is_of_the_source_and_the_parts() -> None:
    key = key_of({"id": "7", "part": "a"}, "id", "part")
    assert key == key_of({"id": 7, "part": " a "}, "id", "part")
    assert key not in {key_of({"id": "7", "part": "b"}, "id", "part"), None}
    assert key != key_of({"id": "a", "part": "7"}, "id", "part")
    assert key != key_of({"id": "7", "part": "a"}, "id", "part", name="another")


@pytest.mark.parametrize("row", [{}, {"id": None}, {"id": " "}])
def test_a_row_that_lacks_a_part_has_none(row: dict[str, Any]) -> None:
    assert key_of(row | {"part": "a"}, "part", "id") is None
    assert key_of(row, ["id", "at"]) is not None


def test_without_rules_there_is_nothing_to_ask() -> None:
    assert compile_identity("s", []) is None


def test_what_is_filled_is_counted() -> None:
    typed: dict[str, Any] = {"event_id": "e", "event_name": "purchase", "value": 0}
    typed |= {"items": [{"item_position": 1, "item_id": "p", "price": 5}, {"item_position": 2}]}
    typed |= {"extra": '{"a":1,"b":{"c":2}}', "line_number": 1, "warnings": ["W_EXTRA_FIELDS"]}
    written = decode(with_identity(encode(typed), "k"))
    assert written == typed | {"identity_key": "k", "filled_fields": 6}


def test_its_columns_are_read_and_decide_which_event_a_row_is() -> None:
    source = source_of({}, identity=[["id", "old_id"], "part"], extra=["part"])
    assert {"id", "old_id", "part"} <= read_columns(source)
    known = reading_of(source, {"name", "at", "id", "part"})
    assert known["identity"] == [["id"], "part"] or known["identity"] == [["id"], ["part"]]
    assert "identity" not in reading_of(source_of({}), {"name"})
