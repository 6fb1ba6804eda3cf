"""Drift: which names are left depends on the names alone."""

import json
import random
from collections.abc import Callable

from tests.parse.conftest import Outcome
from transforms.parse.drift import MOST_NAMES, Drift

PLAIN = {"event_name": "view", "event_timestamp": 1_700_000_000_000_000, "user_id": "u"}


def counted(lines: list[list[str]]) -> Drift:
    drift = Drift()
    for names in lines:
        drift.add(names)
    return drift


def test_however_lines_are_cut_and_ordered_the_same_names_are_left() -> None:
    rng = random.Random(1)
    lines = [[f"f{rng.randrange(4000):04d}", f"x{n}"] for n in range(3000)]
    whole = Drift()
    whole.merge(counted(lines))
    for _ in range(3):
        rng.shuffle(lines)
        cut = rng.randrange(1, 2999)
        parts = Drift()
        for part in (lines[:cut], lines[cut:]):
            parts.merge(counted(part))
        assert parts == whole
    assert set(whole.lines) == set(sorted({name for line in lines for name in line})[:MOST_NAMES])
    assert sum(whole.lines.values()) + whole.others == 6000


def test_a_long_name_is_cut_where_it_is_told_and_kept_in_the_event(
    read: Callable[..., Outcome],
) -> None:
    long, longer, fits = "n" * 65, "n" * 66, "m" * 64
    outcome = read(json.dumps({**PLAIN, long: 1, longer: 2, fits: 3}).encode())
    assert outcome.reading.drift == Drift({"n" * 63 + "…": 1, fits: 1})
    assert set(json.loads(outcome.event["extra"])) == {long, longer, fits}


def test_an_events_list_which_its_items_take_over_is_no_news(
    read_event: Callable[..., Outcome],
) -> None:
    outcome = read_event(item_list_name="Sale", item_list_id="s", shelf=1)
    assert outcome.reading.drift == Drift({"shelf": 1})
    assert outcome.event["extra"] == '{"item_list_id":"s","item_list_name":"Sale","shelf":1}'
