"""A file of which most lines are refused: the others are loaded, and the run says why and fails."""

import json

import pytest

from tests.cli.shop import BAD, EVENTS, SETTINGS, Shop
from transforms.archive.writer import BatchWriter
from transforms.home import Home

LINES = EVENTS.splitlines(keepends=True)
GA4 = b'{"event_name":"purchase","event_params":[{"key":"a","value":{"int_value":1}}]}\n'


def count(shop: Shop) -> int:
    return len(shop.ask("select 1 from staging.stg_events"))


@pytest.mark.parametrize("command", ["run", pytest.param("process", marks=pytest.mark.deep)])
def test_more_than_half_refused_is_an_error_that_says_why(shop: Shop, command: str) -> None:
    shop.put("export.jsonl", BAD + GA4 * 2 + b"\n\n" + LINES[0] + LINES[1])
    shop.put("other.jsonl", LINES[2])
    if command == "process":
        shop.call("ingest")
    ended = shop.call(command)
    assert ended.code == 65
    assert "export.jsonl must hold events, got 3 refused of 5 lines, 2 of them with E_SHAPE" in (
        ended.err
    )
    assert "a row of GA4's export to BigQuery" in ended.err
    assert ended.out.startswith("2 batches loaded")
    assert count(shop) == 3
    (batch_id,) = {row["batch_id"] for row in shop.ask("select batch_id from ops.dead_letters")}
    assert f"dead-letters show --batch {batch_id}" in ended.err
    assert "ended with 65" in shop.call("status").out


def test_half_refused_is_no_error(shop: Shop) -> None:
    shop.put("half.jsonl", BAD * 2 + LINES[0] + LINES[1])
    assert shop.call("run").code == 0


def test_the_next_run_does_not_repeat_it(shop: Shop) -> None:
    path = shop.put("../bad.jsonl", BAD)
    assert shop.call("run", str(path)).code == 65
    assert shop.call("run", str(path)).code == 0
    assert shop.call("replay").code == 0


def test_two_such_files_are_counted(shop: Shop) -> None:
    shop.put("a.jsonl", BAD)
    shop.put("b.jsonl", b"bad\n")
    assert "; 1 more file like it" in shop.call("run").err


@pytest.mark.parametrize(
    ("share", "code"),
    [
        (0.75, 0),
        (0.74, 65),
        *(pytest.param(*each, marks=pytest.mark.deep) for each in ((1, 0), (0.76, 0), (0, 65))),
    ],
)
def test_the_share_is_a_setting(shop: Shop, share: float, code: int) -> None:
    shop.settings(json.dumps(SETTINGS | {"limits": {"refused_share": share}}))
    shop.put("a.jsonl", BAD * 3 + LINES[0])
    assert shop.call("run").code == code


def test_a_queue_is_no_file(shop: Shop) -> None:
    with BatchWriter(Home(shop.home)) as writer:
        writer.append(BAD)
        writer.finish("sqs:events")
    assert shop.call("process").code == 0
