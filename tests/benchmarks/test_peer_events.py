import json
from collections import Counter
from pathlib import Path

from benchmarks.event_sets import of_peers
from benchmarks.peer_events import SHIFT, STEPS, event, write
from benchmarks.sizes import Sizes
from tests.lakes import build_lake

SIZES = Sizes(events=1_000, lake_events=10_000, batches=1, batch_events=60, archived=1)


def test_the_next_batch_goes_on_where_the_large_file_ends(tmp_path: Path) -> None:
    first, second = of_peers(tmp_path / "events", SIZES)
    write(tmp_path / "whole.jsonl", 1_060)
    assert first.read_text() + second.read_text() == (tmp_path / "whole.jsonl").read_text()
    assert len(second.read_text().splitlines()) == 60


def test_a_visitor_has_twenty_events_in_the_order_of_time() -> None:
    seats = [SHIFT * place + 7 for place in range(2 * len(STEPS))]
    events = [event(number) for number in seats]
    assert Counter(each["user_pseudo_id"] for each in events).most_common() == [
        (events[0]["user_pseudo_id"], 20),
        (events[20]["user_pseudo_id"], 20),
    ]
    moments = [event(number)["event_timestamp"] for number in (*range(7), *seats)]
    assert moments == sorted(moments)
    last = event(SHIFT * len(STEPS) - 1)["event_timestamp"]
    assert last < event(SHIFT * len(STEPS))["event_timestamp"], "shifts do not overlap"


def test_items_have_fields_that_only_some_shops_send() -> None:
    shown = [event(SHIFT + seat) for seat in range(6)]
    assert {len(each["items"]) for each in shown} == {1, 2, 3}
    for item in (item for each in shown for item in each["items"]):
        assert {"installments", "in_stock", "discount_value"} < item.keys()


def test_we_refuse_none_of_them(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(event(seat * SHIFT + seat)) for seat in range(40))
    lake = build_lake(tmp_path, [lines.encode()], engine="duckdb")
    try:
        assert lake.query("select staged, dead_lettered from ops.batches") == [
            {"staged": 40, "dead_lettered": 0}
        ]
    finally:
        lake.close()
