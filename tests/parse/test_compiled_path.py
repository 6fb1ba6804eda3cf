"""The compiled path gives what the other two give, byte for byte, or nothing."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.peer_events import event as peer_event
from benchmarks.reading import KINDS
from tests.generate.sets import make
from tests.parse.compiled import agree
from tests.parse.conftest import NOW_US
from tests.paths import PROJECT
from transforms.config import LimitSettings
from transforms.parse import compiled_path, read_batch
from transforms.parse.compiled_path import compiled_reader, is_compiled
from transforms.system.setting_rules import IdSettings

pytestmark = pytest.mark.skipif(not is_compiled(), reason="the module was not built here")

EVENT = {
    "event_name": "view_item",
    "event_timestamp": 1_700_000_000_000_000,
    "event_id": "e-1",
    "user_pseudo_id": "8520115029387302083.1",
    "user_id": "u1",
    "ga_session_id": 1470046245,
    "platform": "web",
    "device_category": "mobile",
    "country": "México",
    "traffic_source": {"source": "google", "medium": "(none)", "campaign": None},
    "page_location": "https://shop.example/a?b=c:d",
    "page_title": 'Año: “nuevo” 24" ancho / 😀',
    "page_referrer": None,
    "experiment_id": "x_01",
    "coupon": "ten",
    "currency": "usd",
    "payment_type": "card",
    "transaction_id": "T-1",
    "value": 19.90,
    "tax": 0,
    "shipping": 12345678901.2345,
    "checkout_step": 2,
    "installments": 3,
    "ingested_at": "2025-10-17T17:09:31.878279",
}
ITEM = {
    "item_id": "a",
    "item_name": 'A: "b" \\ c',
    "item_brand": "Öko",
    "item_category": "Shoes",
    "item_list_name": "Más vendidos",
    "item_list_index": 1,
    "price": 9.99,
    "quantity": 1.5,
    "discount_value": 0,
    "coupon": "é",
    "discounts": "A|B",
    "installments": 6,
    "in_stock": True,
}
snippets = st.sampled_from(
    [
        *(b'"', b"\\", b",", b":", b"{", b"}", b"[", b"]", b" ", b"\t", b"\x00", b"\x1f", b"\x7f"),
        *(b"0", b"1", b"9", b".", b".00001", b"-", b"e5", b"E-400", b"+", b"9" * 12, b"00"),
        *(b"null", b"true", b"false", b"NaN", b"(not set)", b"NULL", b"undefined", b"a", b"Z"),
        *(b"\\u00e9", b"\\u0041", b"\\ud83d\\ude00", b"\\ud800", b"\\udc00", b"\\n", b"\\/"),
        *(
            b"\\u00a0",
            b"\\\\u00e9",
            b'\\"',
            b"\\\\",
            b"\xc3\xa9",
            b"\xc2\xa0",
            b"\xff",
            b"\xed\xa0",
        ),
        *(b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xe3\x80\x80", b"\xf0\x9f\x98\x80", b"|", b"\n"),
        *(b'"user_id":', b'"items":', b'"price":', b'"other":1,', b'"source":"a",', b"a" * 300),
    ]
)
changes = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), snippets), min_size=1, max_size=3)


def written(event: dict[str, Any], items: list[Any], *, is_text: bool, is_ascii: bool) -> bytes:
    spelled = json.dumps(items, ensure_ascii=is_ascii) if is_text else items
    return json.dumps({**event, "items": spelled}, ensure_ascii=is_ascii).encode()


@pytest.mark.parametrize("is_text", [True, False])
@pytest.mark.parametrize("is_ascii", [True, False])
def test_a_line_with_every_kind_of_field_is_taken(is_text: bool, is_ascii: bool) -> None:
    item = {**ITEM, "coupon": "ten"}
    assert agree(written(EVENT, [item, {"item_id": "b"}], is_text=is_text, is_ascii=is_ascii))


@given(changes, st.booleans(), st.booleans())
@settings(max_examples=500, deadline=None)
@example([(0.0, 0, b"\xef\xbb\xbf")], True, True)
def test_a_line_with_something_odd_is_read_the_same_or_left(
    changed: list[tuple[float, int, bytes]], is_text: bool, is_ascii: bool
) -> None:
    line = written(EVENT, [{**ITEM, "coupon": "x"}], is_text=is_text, is_ascii=is_ascii)
    for where, gone, snippet in changed:
        at = int(where * len(line))
        line = line[:at] + snippet + line[at + gone :]
    agree(line)


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 10**12),
    st.sampled_from([0.0, -0.0, 5.0, 1.10, 0.0001, 99999999999.9999, 1e11, 1.23456, 1e-7, 0.1]),
    st.sampled_from(["", " ", " a", "a ", "null", "NULL", "(not set)", "(direct)", "0", "A||B"]),
    st.sampled_from(["a" * 256, "a" * 257, "é" * 256, "a" * 4096, "a" * 4097, '"', "\\", "a/b"]),
    st.text(st.characters(codec="utf-8"), max_size=6),
)


@given(
    st.dictionaries(st.sampled_from([*EVENT, "items", "source", "other"]), values, max_size=2),
    st.dictionaries(st.sampled_from([*ITEM, "other", "item_params"]), values, max_size=2),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=500, deadline=None)
def test_a_field_with_another_value_is_read_the_same_or_left(
    more: dict[str, Any], of_item: dict[str, Any], is_text: bool, is_ascii: bool
) -> None:
    event = {**EVENT, **more}
    line = written(event, [{**ITEM, **of_item}], is_text=is_text, is_ascii=is_ascii)
    agree(json.dumps(event).encode() if "items" in more else line)


@pytest.mark.parametrize("size", range(1, 130))
def test_the_id_is_right_whatever_the_length(size: int) -> None:
    assert agree(json.dumps({**EVENT, "page_title": "a" * size}).encode())


@pytest.mark.parametrize("kind", ["items as JSON text", "items as an array", "the peers' shape"])
def test_the_compiled_path_takes_ordinary_lines(kind: str) -> None:
    lines = [json.dumps(KINDS[kind](number)).encode() for number in range(300)]
    assert sum(map(agree, lines)) == 300


def test_the_compiled_path_takes_the_peers_events() -> None:
    assert all(agree(json.dumps(peer_event(number)).encode()) for number in range(0, 60_000, 211))


def test_the_generated_shop_takes_it(tmp_path: Path) -> None:
    made = make(tmp_path / "set")
    lines = b"".join(path.read_bytes() for path in made.files).splitlines()
    assert sum(map(agree, lines)) >= 0.98 * len(lines)


def test_the_example_is_read_the_same() -> None:
    path = PROJECT / "examples" / "merch_store" / "events.jsonl.gz"
    assert any(agree(line) for line in gzip.decompress(path.read_bytes()).splitlines()[::20])


def test_placeholders_and_limits_are_those_of_the_settings() -> None:
    line = json.dumps({**EVENT, "user_id": "Nobody", "items": [{"item_id": "a"}] * 3}).encode()

    def takes(limits: LimitSettings, ids: IdSettings | None = None) -> bool:
        read = compiled_reader(limits, NOW_US, *filter(None, [ids]))
        return read is not None and read(line, 1) is not None

    assert takes(LimitSettings())
    assert takes(LimitSettings(items=3))
    assert not takes(LimitSettings(items=2))
    assert not takes(LimitSettings(depth=3))
    assert not takes(LimitSettings(), IdSettings(placeholders=["nobody"]))


def test_a_batch_is_the_same_without_the_compiled_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "batch.jsonl"
    lines = [json.dumps(KINDS[kind](number)) for number, kind in enumerate([*KINDS] * 9)]
    path.write_text("\n".join([*lines, "{", ""]), encoding="utf-8")

    def parts(folder: str) -> list[bytes]:
        reading = read_batch(path, tmp_path / folder, limits=LimitSettings(), now_us=NOW_US)
        drift = repr(reading.drift).encode()
        return [*(part.read_bytes() for part in (*reading.events, *reading.refusals)), drift]

    found = parts("compiled")
    monkeypatch.setattr(compiled_path, "_module", lambda: None)
    assert not is_compiled()
    assert parts("python") == found
