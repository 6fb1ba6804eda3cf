"""The ledger names every published number that late events have changed, and no other."""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shop import SETTINGS, Shop, Unheard
from tests.events import DAY, Row, event, item, lines
from tests.oracle.figures import CHANNELS, Figures, figures
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.privacy.erasure import erase
from transforms.publish import publish
from transforms.system.progress import Progress

DAYS = 6


def visits(seed: int) -> list[Row]:
    """Two visits a day of some of eight visitors, hours apart, each from one source."""
    chance = random.Random(seed)
    events: list[Row] = []
    for day in range(DAYS):
        for visitor in range(8):
            for hour in chance.sample((-6, 0, 5), 2 if chance.random() < 0.5 else 1):
                source = chance.choice(list(CHANNELS))
                fields: dict[str, Any] = {"country": "DE"}
                if source is not None:
                    fields["traffic_source"] = {"source": source[0], "medium": source[1]}
                begin = day * DAY + hour * 60 + visitor
                for minute in range(0, 40, 20):
                    name = f"v{visitor}"
                    events.append(event("page_view", name, begin + minute, **fields))
                if chance.random() < 0.4:
                    order = {"transaction_id": f"t{len(events)}", "value": chance.randrange(7, 99)}
                    bought = [item("p", price=order["value"])]
                    events.append(
                        event("purchase", name, begin + 25, items=bought, **order, **fields)
                    )
    return events


def shop_at(home: Path) -> Shop:
    home.mkdir()
    (home / "config.json").write_text(json.dumps(SETTINGS))
    return Shop(home, Unheard())


def load_and_publish(shop: Shop, *events: Row) -> None:
    shop.put(f"{len(list(shop.home.glob('archive/*.jsonl')))}.jsonl", lines(*events))
    assert shop.call("run").code == 0
    publish(lakehouse_of(shop), ["product"])


def lakehouse_of(shop: Shop, **settings: Any) -> Lakehouse:
    return Lakehouse(Home(shop.home), Config.model_validate(SETTINGS | settings), Progress())


def ledger(shop: Shop) -> list[Row]:
    with shop.asking() as ask:
        return ask("select * from lake.ops.restatements order by to_snapshot, figure, day, slice")


def changed(before: Figures, after: Figures, *, closed: Any) -> dict[Any, tuple[Decimal, Decimal]]:
    none = Decimal(0)
    return {
        key: (before.get(key, none), after.get(key, none))
        for key in before.keys() | after.keys()
        if key[1] < closed and before.get(key, none) != after.get(key, none)
    }


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1, 9))
def test_half_the_rows_come_late_and_every_changed_number_is_named(
    tmp_path: Path, seed: int
) -> None:
    events = visits(seed)
    chance = random.Random(seed)
    late = [each for each in events if chance.random() < 0.5]
    open_day = event("page_view", "other", DAYS * DAY)  # its numbers may still change
    last = event("page_view", "last", DAYS * DAY)
    early = [each for each in events if each not in late] + [last]
    late.append(open_day)
    shop = shop_at(tmp_path / "shop")
    load_and_publish(shop, *early)
    assert ledger(shop) == []
    load_and_publish(shop, *late)
    rows = ledger(shop)
    expected = changed(figures(early), figures([*early, *late]), closed=max(_days(early)))
    found = {(row["figure"], row["day"], row["slice"]): (row["was"], row["is_now"]) for row in rows}
    assert found == expected
    assert all(row["was"] + row["change"] == row["is_now"] for row in rows)
    assert {row["cause"] for row in rows} == {"late events"}
    assert len({batch for row in rows for batch in row["batches"]}) == 1
    assert all(row["late_events"] > 0 and row["first_line"] for row in rows)
    assert {row["day"] for row in rows if row["figure"] == "sessions"} <= set(_days(late))
    with shop.asking() as ask:
        published = ask("select figure, day, slice, value from lake.ops.published_figures")
    now = {(row["figure"], row["day"], row["slice"]): row["value"] for row in published}
    assert now == figures([*early, *late])


def _days(events: list[Row]) -> list[Any]:
    return sorted(key[1] for key in figures(events))


@pytest.mark.deep
def test_the_chain_of_a_number_has_no_gap_and_an_open_day_is_not_restated(tmp_path: Path) -> None:
    shop = shop_at(tmp_path / "shop")
    page = event("page_view", "v", 0)
    load_and_publish(shop, page, event("page_view", "v", DAY))
    load_and_publish(shop, event("page_view", "w", DAY))
    assert ledger(shop) == []
    load_and_publish(shop, event("page_view", "w", 1))
    load_and_publish(shop, event("page_view", "x", 2))
    rows = [row for row in ledger(shop) if row["figure"] == "sessions"]
    assert [(row["was"], row["is_now"]) for row in rows] == [(1, 2), (2, 3)]
    assert rows[0]["to_snapshot"] == rows[1]["from_snapshot"]


@pytest.mark.deep
def test_an_erasure_is_named_as_such(tmp_path: Path) -> None:
    shop = shop_at(tmp_path / "shop")
    bought = event("purchase", "v", 0, transaction_id="t", value=5, items=[item("p", price=5)])
    load_and_publish(shop, bought, event("page_view", "w", DAY))
    with lakehouse_of(shop).writing() as connection:
        erase(connection, lakehouse_of(shop), "v")
    publish(lakehouse_of(shop), ["product"])
    rows = ledger(shop)
    assert {row["cause"] for row in rows} == {"erasure"}
    assert {row["is_now"] for row in rows if row["figure"] == "revenue"} == {0}


@pytest.mark.deep
def test_while_a_run_is_writing_the_next_publication_tells(tmp_path: Path) -> None:
    shop = shop_at(tmp_path / "shop")
    load_and_publish(shop, event("page_view", "v", 0), event("page_view", "v", DAY))
    shop.put("late.jsonl", lines(event("page_view", "w", 1)))
    assert shop.call("run").code == 0
    with lakehouse_of(shop).locked():
        publish(lakehouse_of(shop), ["product"])
    assert ledger(shop) == []
    publish(lakehouse_of(shop), ["product"])
    assert len(ledger(shop)) == 1
