"""monitor and alerts: each state is told once, whatever dies in between."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.cli.shop import SETTINGS, Shop
from tests.events import DAY, event, lines
from tests.quality.webhooks import Webhook, webhook
from transforms.quality import monitor as monitoring
from transforms.quality.outbox import Outbox

FLOOR = {"monitors": {"floor": {"figure": "revenue", "kind": "min", "threshold": 5}}}
FLOOR["monitors"] |= dict.fromkeys(("revenue", "orders", "sessions", "conversion_rate"))  # type: ignore[arg-type]


def sold(day: int, value: float) -> bytes:
    items = [{"item_id": "p", "price": value}]
    return lines(
        event("purchase", f"v{day}", day * DAY, transaction_id=f"t{day}", value=value, items=items)
    )


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with webhook() as found:
        monkeypatch.setenv("LAKEHOUSE_ALERT_URLS", found.address)
        yield found


@pytest.fixture
def watched(shop: Shop) -> Shop:
    """A shop that should sell for 5 a day."""
    shop.settings(json.dumps(SETTINGS | {"monitoring": FLOOR}))
    return shop


def load(shop: Shop, *days: tuple[int, float]) -> None:
    for day, value in days:
        shop.put(f"{day}.jsonl", sold(day, value))
    ended = shop.call("run", "--quiet")
    assert ended.code == 0, ended.err


def hours_later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    """Let monitors think that it is later than it is."""
    real = datetime.now

    def later() -> datetime:
        return real() + timedelta(hours=hours)

    monkeypatch.setattr(monitoring, "now", later)


@pytest.mark.deep
def test_a_fault_of_seven_days_is_one_alert_and_one_message(
    watched: Shop, told: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(10):
        load(watched, (day, 1.0 if 1 <= day <= 7 else 9.0))
        assert watched.call("monitor").code == 0
    load(watched, (10, 9.0))
    ended = watched.call("monitor")
    assert ended.code == 0, ended.err
    titles = [title for title, _ in told.told]
    assert titles == ["lakehouse, growth: 1 new", "lakehouse, growth: 1 resolved"]
    assert "floor was 1 on 2024-03-02, at least 5 was expected" in told.told[0][1]
    (alert,) = watched.call("alerts", "--all", "--format", "json").rows
    assert (alert["state"], alert["days"]) == ("resolved", 7)
    hours_later(monkeypatch, 99)
    assert watched.call("monitor").code == 0
    assert len(told.told) == 2


@pytest.mark.deep
def test_days_that_nobody_monitored_are_judged_once_by_the_next(
    watched: Shop, told: Webhook
) -> None:
    load(watched, (0, 9.0), (1, 9.0))
    assert watched.call("monitor").out.startswith("2024-03-01: judged")
    load(watched, *((day, 1.0) for day in range(2, 6)), (6, 9.0), (7, 9.0), (8, 9.0), (9, 9.0))
    assert watched.call("monitor").out.startswith("2024-03-02 to 2024-03-09: judged")
    (alert,) = watched.call("alerts", "--all", "--format", "json").rows
    assert (alert["state"], alert["days"]) == ("resolved", 4)
    assert watched.call("monitor").out.startswith("2024-03-07 to 2024-03-09: judged")
    assert len(told.told) == 1


@pytest.mark.deep
def test_an_open_alert_is_told_again_after_a_day_and_not_while_it_is_snoozed(
    watched: Shop, told: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(watched, (0, 1.0), (1, 9.0))
    assert watched.call("monitor").code == 0
    hours_later(monkeypatch, 23)
    assert watched.call("monitor").code == 0
    assert len(told.told) == 1
    hours_later(monkeypatch, 25)
    assert watched.call("monitor").code == 0
    assert watched.call("monitor").code == 0
    assert told.told[1][0] == "lakehouse, growth: 1 still open"
    (alert,) = watched.call("alerts", "--format", "json").rows
    ended = watched.call("alerts", "snooze", alert["alert_id"], "--for", "9d")
    assert ended.code == 0, ended.err
    hours_later(monkeypatch, 99)
    assert watched.call("monitor").code == 0
    assert len(told.told) == 2
    shown = watched.call("alerts", "show", alert["alert_id"])
    assert "broken" in shown.out


@pytest.mark.deep
def test_a_dead_address_loses_nothing_and_a_live_one_hears_it_once(
    watched: Shop, told: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook() as other:
        monkeypatch.setenv("LAKEHOUSE_ALERT_URLS", f"{told.address} growth={other.address}")
        other.is_dead = True
        load(watched, (0, 1.0), (1, 9.0))
        for _ in range(2):
            ended = watched.call("monitor")
            assert ended.code == 69
            assert "address 2" in ended.err
            assert "s3cr3tt0ken" not in ended.err + ended.out
        assert (len(told.told), len(other.told)) == (1, 0)
        other.is_dead = False
        assert watched.call("monitor").code == 0
        assert watched.call("monitor").code == 0
        assert (len(told.told), len(other.told)) == (1, 1)


@pytest.mark.deep
def test_what_came_and_went_while_the_address_was_dead_is_told(
    watched: Shop, told: Webhook
) -> None:
    told.is_dead = True
    load(watched, (0, 1.0), (1, 9.0))
    assert watched.call("monitor").code == 69
    load(watched, (2, 9.0))
    assert watched.call("monitor").code == 69
    told.is_dead = False
    assert watched.call("monitor").code == 0
    assert [title for title, _ in told.told] == ["lakehouse, growth: 1 resolved"]
    assert "floor was 1 on 2024-03-01" in told.lines[0]


@pytest.mark.deep
def test_without_addresses_or_by_wish_nobody_is_told_and_it_stays_due(
    watched: Shop, told: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(watched, (0, 1.0), (1, 9.0))
    ended = watched.call("monitor", "--no-notify")
    assert (ended.code, told.told) == (0, [])
    assert "floor was 1" in ended.out
    with monkeypatch.context() as patch:
        patch.delenv("LAKEHOUSE_ALERT_URLS")
        assert watched.call("monitor").code == 0
    assert watched.call("monitor").code == 0
    assert len(told.told) == 1


@pytest.mark.deep
def test_killed_behind_a_delivery_it_is_not_sent_again(
    watched: Shop, told: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(watched, (0, 1.0), (1, 9.0))

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(monitoring, "_note_told", die)
        with pytest.raises(Killed):
            watched.call("monitor")
    assert len(told.told) == 1
    assert (watched.home / "warehouse" / "outbox.jsonl").exists()
    for _ in range(2):
        assert watched.call("monitor").code == 0
    assert len(told.told) == 1
    assert not (watched.home / "warehouse" / "outbox.jsonl").exists()
    (alert,) = watched.call("alerts", "--format", "json").rows
    assert alert["notified_at"] is not None


@pytest.mark.deep
def test_killed_before_a_delivery_it_is_sent_once(
    watched: Shop, told: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(watched, (0, 1.0), (1, 9.0))
    fill = Outbox.fill

    class Killed(BaseException):
        pass

    def fill_and_die(self: Outbox, messages: object) -> None:
        fill(self, messages)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "fill", fill_and_die)
        with pytest.raises(Killed):
            watched.call("monitor")
    assert told.told == []
    assert watched.call("monitor").code == 0
    assert watched.call("monitor").code == 0
    assert len(told.told) == 1


@pytest.mark.deep
def test_owners_are_told_what_is_theirs(
    watched: Shop, told: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKEHOUSE_ALERT_URLS", f"finance={told.address}")
    load(watched, (0, 1.0), (1, 9.0))
    assert watched.call("monitor").code == 0
    assert told.told == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "wish"),
    [
        ("nonsense", "hold addresses"),
        ("n0nsense://s3cr3tt0ken", "hold addresses"),
        ("finanace=json://127.0.0.1:1/s3cr3tt0ken", "name growth, marketing, finance"),
    ],
)
def test_an_address_that_is_none_is_told_without_saying_it(
    watched: Shop, monkeypatch: pytest.MonkeyPatch, word: str, wish: str
) -> None:
    monkeypatch.setenv("LAKEHOUSE_ALERT_URLS", word)
    ended = watched.call("monitor")
    assert ended.code == 78
    assert f"LAKEHOUSE_ALERT_URLS must {wish}" in ended.err
    assert word not in ended.err
    assert "s3cr3tt0ken" not in ended.err


@pytest.mark.deep
def test_a_run_monitors_where_it_is_wished_and_writes_metrics(watched: Shop, told: Webhook) -> None:
    settings = FLOOR | {"after_run": True, "metrics_file": "metrics/lake.prom"}
    watched.settings(json.dumps(SETTINGS | {"monitoring": settings}))
    load(watched, (0, 1.0), (1, 9.0))
    assert len(told.told) == 1
    text = (watched.home / "metrics" / "lake.prom").read_text()
    assert 'lakehouse_alerts_open{owner="growth"} 1.0' in text
    assert "lakehouse_batches_loaded 2.0" in text
    assert 'lakehouse_lines{outcome="staged"} 2.0' in text
    told.is_dead = True
    watched.put("2.jsonl", sold(2, 9.0))
    ended = watched.call("run")
    assert ended.code == 69
    assert "1 batch loaded" in ended.out


@pytest.mark.deep
def test_the_pipeline_is_watched(
    watched: Shop, told: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = FLOOR | {"interval_minutes": 15, "max_silent_hours": 24}
    watched.settings(json.dumps(SETTINGS | {"monitoring": settings}))
    load(watched, (1, 9.0))
    assert watched.call("monitor").code == 0
    assert [line.split(": ")[1].split(" ")[:4] for line in told.lines] == [
        ["the", "last", "event", "was"]
    ]
    hours_later(monkeypatch, 1)
    assert watched.call("monitor").code == 0
    assert "no run has ended since" in told.lines[-1]


@pytest.mark.parametrize(
    "words", [("show",), ("snooze",), ("list", "x"), ("show", "x", "--for", "1d")]
)
def test_alerts_say_what_goes_with_what(watched: Shop, words: tuple[str, ...]) -> None:
    assert watched.call("alerts", *words).code == 2


def test_an_alert_that_is_not_there(watched: Shop) -> None:
    assert watched.call("alerts", "show", "deadbeef").code == 66


@pytest.mark.slow
def test_a_least_of_what_was_never_seen_is_broken(shop: Shop) -> None:
    least = {"kind": "min", "threshold": 5}
    monitors = {
        "paid": {"figure": "attributed_revenue", "slice": "linear / Paid Search", **least},
        "revenue": {"figure": "revenue", **least},
    }
    shop.settings(json.dumps(SETTINGS | {"monitoring": {"monitors": monitors}}))
    shop.put("1.jsonl", lines(event("page_view", "v", 1), event("page_view", "v", DAY)))
    assert shop.call("run", "--quiet").code == 0
    assert shop.call("monitor").code == 0
    found = {each["monitor"]: each for each in shop.call("alerts", "--format", "json").rows}
    assert {name: each["slice"] for name, each in found.items()} == {
        "paid": "linear / Paid Search",
        "revenue": "",
    }
    assert shop.call("alerts", "snooze", found["paid"]["alert_id"]).code == 0
    states = {line.split()[0]: line.split()[1] for line in shop.call("alerts").out.splitlines()[2:]}
    assert states == {
        found["paid"]["alert_id"]: "snoozed",
        found["revenue"]["alert_id"]: "open",
    }
