"""A number is followed to its raw lines, and its parts add up to it."""

import json
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.cli.shop import Shop, Unheard
from tests.events import DAY, event, item, lines
from transforms.archive.compression import write_packed

SOURCE = {"source": "google", "medium": "cpc"}
BOUGHT = event(
    *("purchase", "v", 5),
    transaction_id="t",
    value=7,
    items=[item("p", price=7)],
    traffic_source=SOURCE,
)
EVENTS = [
    event("page_view", "v", 0, traffic_source=SOURCE, country="DE"),
    BOUGHT,
    event("page_view", "w", 3),
    event("purchase", "w", 9, transaction_id="u", value="2.5", items=[item("p", price=1)]),
    event("page_view", "x", 9),
    event("page_view", "x", DAY),
]
ON = "2024-03-01"


@pytest.fixture(scope="module")
def home(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two days of one batch, made once."""
    home = shutil.copytree(homes / "opened", tmp_path_factory.mktemp("traced") / "shop")
    shop = Shop(home, Unheard())
    shop.put("1.jsonl", lines(*EVENTS))
    assert shop.call("run", "--quiet").code == 0
    return home


@pytest.fixture
def traced(home: Path, capsys: pytest.CaptureFixture[str]) -> Shop:
    return Shop(home, capsys)


@pytest.mark.parametrize(
    ("words", "total", "parts"),
    [
        (("revenue", ON), 9.5, {"t", "u"}),
        (("orders", ON), 2, {"t", "u"}),
        (("sessions", ON), 3, None),
        (("conversion_rate", ON), 2, None),
        (("attributed_revenue", ON, "linear / Paid Search"), 7, {"t, touch 1"}),
        (("fill_rate", ON, "purchase.value"), 2, None),
        (("fill_rate", ON, "page_view.country"), 1, None),
    ],
)
def test_the_parts_add_up_and_lead_to_raw_lines(
    traced: Shop, words: tuple[str, ...], total: float, parts: set[str] | None
) -> None:
    ended = traced.call("trace", *words, "--format", "json")
    assert ended.code == 0, ended.err
    amounts = {row["part"]: float(row["amount"]) for row in ended.rows}
    assert sum(amounts.values()) == total
    assert parts in (None, set(amounts))
    sent = lines(*EVENTS).splitlines()
    for row in ended.rows:
        assert row["raw"].encode() == sent[row["line_number"] - 1]
        assert json.loads(row["raw"])["event_name"] == row["event_name"]


def test_a_session_is_traced_to_all_of_its_events(traced: Shop) -> None:
    ended = traced.call("trace", "sessions", ON, "--format", "json")
    assert sorted(row["line_number"] for row in ended.rows) == [1, 2, 3, 4, 5]


def test_people_read_the_sum_and_the_lines(traced: Shop) -> None:
    ended = traced.call("trace", "revenue", ON, "--limit", "1")
    first, second, third, fourth, last = ended.out.splitlines()
    assert first == f"revenue of {ON}: 9.5, the sum of 2 parts"
    assert second == "t: 7"
    assert third.startswith("  purchase, 2024-03-01 12:05:00 UTC, processing_batch_")
    assert third.endswith(", line 2")
    assert fourth == f"    {json.dumps(BOUGHT)}"
    assert last == "1 part of 2 followed; --limit follows more"
    ended = traced.call("trace", "conversion_rate", ON)
    assert ended.out.startswith(f"conversion_rate of {ON}: 2 of 3 = 0.666667\n")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("profit", ON), 2, "FIGURE must be one of revenue, orders"),
        (("revenue", "2020-01-01"), 66, "revenue must have a value on 2020-01-01, got none of"),
        (("fill_rate", ON), 66, f"fill_rate must have a value on {ON} without SLICE, got 'page_"),
        (("orders", ON, "x"), 66, "for the slice 'x', got one without SLICE"),
        (("fill_rate", ON, "purchase.coupon"), 66, "'page_view.country'"),
    ],
)
def test_what_is_not_there(traced: Shop, words: tuple[str, ...], code: int, said: str) -> None:
    ended = traced.call("trace", *words)
    assert ended.code == code
    assert said in ended.err


def test_a_reader_who_may_write_nowhere_is_shown_the_lines_packed_or_not(
    traced: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = traced.call("trace", "revenue", ON)
    (path,) = (traced.home / "archive").glob("*.jsonl")
    write_packed([path.read_bytes()], path.with_name(f"{path.name}.zst"))
    kept = path.read_bytes()
    path.unlink()
    monkeypatch.setattr(tempfile, "mkdtemp", not_permitted)
    packed = traced.call("trace", "revenue", ON)
    monkeypatch.undo()
    path.write_bytes(kept)
    assert (packed.code, packed.out) == (0, plain.out), packed.err
    assert plain.out.count("processing_batch_") == 2


def not_permitted(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_number_that_its_parts_do_not_give_breaks_a_promise(
    traced: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transforms.quality import trace

    query = trace._PARTS["revenue"].replace("order_id, revenue", "order_id, revenue + 1")
    monkeypatch.setitem(trace._PARTS, "revenue", query)
    ended = traced.call("trace", "revenue", ON)
    assert ended.code == 70
    assert "must be its parts' sum 11.5" in ended.err
