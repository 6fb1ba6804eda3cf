"""Many messages through a queue that does what queues do, and runs that are killed anywhere."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shop import SETTINGS, called
from tests.queues import FakeSqs, Killed, Trouble, queue_settings
from transforms.archive import folder, writer
from transforms.config import Config
from transforms.home import Home
from transforms.ingest.queue import in_flight
from transforms.ingest.queue.consumer import take_messages
from transforms.ingest.queue.seen import SeenMessages
from transforms.ingest.queue.sqs import Queue
from transforms.lake.connection import open_lake

TROUBLE = {
    "repeated": 0.10,
    "throttled": 0.05,
    "lost": 0.02,
    "empty": 0.02,
    "reordered": 0.05,
    "not_deleted": 0.02,
}
SETTINGS_OF_QUEUE = queue_settings(visibility_timeout=60)


def body(number: int) -> str:
    return json.dumps(
        {
            "event_name": "page_view",
            "event_timestamp": 1_709_294_400_000_000 + number * 1_000_000,
            "user_pseudo_id": f"v{number % 997}",
            "page_title": f"message {number}",
        }
    )


class Steps:
    """Ends the process at random before or after a step that makes a batch durable."""

    def __init__(self, patch: pytest.MonkeyPatch, trouble: Trouble) -> None:
        for place, name in (
            (os, "fsync"),
            (Path, "rename"),
            (folder, "write_file"),
            (writer, "stage"),
            (SeenMessages, "remember"),
        ):
            patch.setattr(place, name, self._deadly(getattr(place, name), trouble))

    @staticmethod
    def _deadly(step: Any, trouble: Trouble) -> Any:
        def run(*arguments: Any, **options: Any) -> Any:
            if trouble.happens("killed_at_a_step"):
                raise Killed
            done = step(*arguments, **options)
            if trouble.happens("killed_at_a_step"):
                raise Killed
            return done

        return run


def drained(queue: FakeSqs, trouble: Trouble, home: Home) -> Iterator[bool]:
    """Run until the queue is empty; tell of each run whether it was killed."""
    while queue.bodies:
        try:
            take_messages(Queue(trouble, SETTINGS_OF_QUEUE), home, SETTINGS_OF_QUEUE)  # type: ignore[arg-type]
            yield False
        except Killed:
            yield True
        queue.pass_time(SETTINGS_OF_QUEUE.visibility_timeout + 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "most", "deadly"),
    [
        pytest.param(2_000, 900, 0.004, id="a sample"),
        pytest.param(100_000, 20_000, 0.0004, id="in full", marks=pytest.mark.deep),
    ],
)
def test_every_message_is_in_the_facts_exactly_once(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    most: int,
    deadly: float,
) -> None:
    home = Home(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(SETTINGS))
    monkeypatch.setattr(in_flight, "MOST_MESSAGES", most)
    queue = FakeSqs(map(body, range(count)))
    ids = set(queue.bodies)
    queue.shuffle(random.Random(count))
    trouble = Trouble(queue, count, killed=deadly, killed_at_a_step=0.03, **TROUBLE)
    with monkeypatch.context() as patch:
        Steps(patch, trouble)
        runs = list(drained(queue, trouble, home))
    assert any(runs)
    assert sum(trouble.met.values()) > count / 10  # threads share the dice: no run is the same
    ended = called(capsys, "process", "--home", str(tmp_path), "-q")
    assert ended.code == 0, ended.err
    with open_lake(home, Config(), read_only=True) as lake:
        facts = lake.execute(
            "select count(*), count(distinct event_id), count(distinct event_at)"
            " from lake.silver.fct_events"
        ).fetchone()
        assert facts == (count, count, count)
        wrong = lake.execute(
            "select count(*) from lake.staging.stg_events where message_id <>"
            " format('{:08x}-0000-4000-8000-000000000000', regexp_extract(page_title, '\\d+')::int)"
        ).fetchone()
        assert wrong == (0,)
        found = lake.execute("select distinct message_id from lake.staging.stg_events").fetchall()
        assert {message_id for (message_id,) in found} == ids
        lost = lake.execute(
            "select count(*) from lake.ops.batches where state <> 'loaded' or"
            " lines <> staged + duplicates + dead_lettered + blank or dead_lettered > 0"
        ).fetchone()
        assert lost == (0,)
