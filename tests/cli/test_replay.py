"""replay and verify: the same again, and the proof of it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.shop import EVENTS, SETTINGS, Shop
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake


@pytest.mark.slow
def test_replaying_changes_no_row(loaded: Shop) -> None:
    before = loaded.tables()
    ended = loaded.call("replay")
    assert ended.code == 0
    assert ended.out.startswith("2 batches replayed")
    assert loaded.tables() == before
    assert loaded.call("verify").code == 0


def test_days_of_receipt_choose_the_batches(loaded: Shop) -> None:
    today = datetime.now(UTC).date()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    for arguments, count in (
        (("--from", str(yesterday), "--to", str(tomorrow)), 2),
        (("--from", str(tomorrow)), 0),
        (("--to", str(yesterday - timedelta(days=1))), 0),
    ):
        ended = loaded.call("replay", *arguments)
        assert (ended.code, ended.out.split()[0]) == (0, str(count))


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--from", "yesterday"), id="no day"),
        pytest.param(("--to", "2026-02-30"), id="a day that is not"),
        pytest.param(("--from", "2026-01-02", "--to", "2026-01-01"), id="the wrong way round"),
        pytest.param(("--rebuild", "--from", "2026-01-01"), id="a rebuild of a part"),
    ],
)
def test_wrong_days_are_2(shop: Shop, arguments: tuple[str, ...]) -> None:
    ended = shop.call("replay", *arguments)
    assert ended.code == 2
    assert ended.err.startswith("error: ")


@pytest.mark.deep
def test_verify_finds_the_lake_identical(loaded: Shop) -> None:
    for arguments in ((), ("--from-archive",)):
        ended = loaded.call("verify", *arguments)
        assert (ended.code, ended.out.split(": ")[-1]) == (0, "identical\n"), ended.err
    assert list((loaded.home / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [(), pytest.param(("--from-archive",), marks=pytest.mark.deep)]
)
def test_verify_shows_a_row_that_was_changed_and_a_rebuild_mends_it(
    loaded: Shop, arguments: tuple[str, ...]
) -> None:
    before = loaded.tables()
    with open_lake(Home(loaded.home), Config()) as connection:
        connection.execute("update lake.silver.fct_orders set coupon = 'TAMPERED'")
    ended = loaded.call("verify", *arguments)
    assert ended.code == 70
    assert "fct_orders: 1 row only in the lake, 1 only rebuilt" in ended.out
    assert "TAMPERED" in ended.out
    assert "DIFFERENT in 1" in ended.out
    mended = loaded.call("replay", "--rebuild")
    assert (mended.code, mended.out.startswith("Silver rebuilt: ")) == (0, True)
    assert loaded.tables() == before


@pytest.mark.deep
def test_a_replay_loads_lines_that_are_accepted_now(shop: Shop) -> None:
    shop.settings(json.dumps(SETTINGS | {"limits": {"id_characters": 16}}))
    shop.put("a.jsonl", EVENTS + EVENTS.replace(b'"v"', b'"' + b"v" * 17 + b'"'))
    assert "2 refused" in shop.call("run").out
    shop.settings(json.dumps(SETTINGS))
    assert "5 new events" in shop.call("replay").out.replace("1 duplicates", "")
    assert shop.ask("select count(*) as n from ops.dead_letters") == [{"n": 0}]
    assert shop.call("verify").code == 0
