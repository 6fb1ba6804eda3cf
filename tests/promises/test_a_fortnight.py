"""Two weeks of daily files: what goes wrong is said on its day, once, and nothing is lost."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shop import SETTINGS, Shop, called
from tests.events import DAY, Row, event, item, lines
from tests.quality.webhooks import Webhook, webhook

DAYS = 14
RENAMED, GONE, DOUBLED = 4, 9, 6


def events_of(day: int) -> list[Row]:
    """A day: 54 views and 6 orders. A column has another name from the fifth on, one is gone from
    the tenth on."""
    chance = random.Random(day)
    found = []
    for number in range(60):
        fields: Row = {"country": "DE", "page_title": "x"}
        name = "page_view"
        if number % 10 == 0:
            name, fields["transaction_id"] = "purchase", f"t{day}-{number}"
            fields |= {"value": chance.randrange(20, 40), "items": [item("p", price=5)]}
        told = event(name, f"v{chance.randrange(30)}", day * DAY + number * 5, **fields)
        if day >= RENAMED:
            told["userPseudoId"] = told.pop("user_pseudo_id")
        if day >= GONE:
            del told["country"]
        found.append(told)
    return found


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with webhook() as found:
        monkeypatch.setenv("LAKEHOUSE_ALERT_URLS", found.address)
        yield found


@pytest.mark.deep
def test_each_fault_is_said_on_its_day_and_once(
    tmp_path: Path, told: Webhook, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "shop"
    home.mkdir()
    (home / "config.json").write_text(json.dumps(SETTINGS))
    shop = Shop(home, capsys)
    said: dict[int, list[str]] = {}
    sent = 0
    for day in range(DAYS + 1):
        events = events_of(day) if day < DAYS else [event("page_view", "last", DAYS * DAY)]
        shop.put(f"{day:02}.jsonl", lines(*events))
        if day == DOUBLED:
            shop.put("again.jsonl", lines(*reversed(events)))
            shop.put("same.jsonl", lines(*events))
        sent += 60 * (1 + (day == DOUBLED)) if day < DAYS else 1
        ended = shop.call("run")
        assert ended.code == 0, ended.err
        assert ("F_DUP_CONTENT" in ended.out) == (day == DOUBLED)
        before = len(told.lines)
        assert shop.call("monitor").code == 0
        said[day] = [line.split(": ", 1)[1] for line in told.lines[before:]]
    assert {day: sorted(lines_) for day, lines_ in said.items() if lines_} == {
        RENAMED: ["the column user_pseudo_id is missing, and userPseudoId looks like it"],
        RENAMED + 1: [
            "fill_drop page_view.user_pseudo_id was 0 on 2024-03-05, at least 0.5 was expected",
            "null_client_rate was 1 on 2024-03-05, at most 0.05 was expected",
        ],
        DOUBLED + 1: ["duplicate_rate was 0.5 on 2024-03-07, at most 0.05 was expected"],
        DOUBLED + 2: said[DOUBLED + 2],
        GONE + 1: [
            "fill_drop page_view.country was 0 on 2024-03-10, at least 0.5 was expected",
        ],
        DAYS: said[DAYS],
    }
    assert [line.split(" ")[0] for line in said[DOUBLED + 2]] == ["duplicate_rate"]
    assert said[DAYS][0].startswith("the column user_pseudo_id")
    _judged(shop, "2024-03-04", {})
    _judged(shop, "2024-03-05", {"fill_drop": 1, "null_client_rate": 60})
    _judged(shop, "2024-03-10", {"fill_drop": 2, "null_client_rate": 60})
    ended = shop.call("quality", "--day", "2024-03-05")
    assert "userPseudoId is new in 60 of 60 rows" in ended.out
    assert shop.ask("select sum(lines)::int as n from lake.ops.batches") == [{"n": sent}]
    assert called(capsys, "verify", "--home", str(home)).code == 0


def _judged(shop: Shop, day: str, failed: dict[str, int]) -> None:
    """Compare what `quality` fails a day for; it ends with 65 if it is strict."""
    ended = shop.call("quality", "--day", day, "--strict", "--format", "json")
    assert ended.code == (65 if failed else 0)
    rows = {row["rule"]: row["rows"] for row in ended.rows if row["result"] == "FAIL"}
    assert rows == failed
