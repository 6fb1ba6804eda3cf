"""Messages become durable batches: nothing is lost, nothing is written twice for nothing."""

import json
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError, NoRegionError

from tests.queues import FakeSqs, Killed, Trouble, queue_settings, refusal
from transforms.archive.writer import archived, read_batch, staged
from transforms.config import QueueSettings
from transforms.errors import StorageError
from transforms.home import Home
from transforms.ingest.queue import consumer, in_flight
from transforms.ingest.queue.consumer import Received, take_messages
from transforms.ingest.queue.seen import SeenMessages
from transforms.ingest.queue.sqs import Queue

SETTINGS = queue_settings(receivers=2)


def bodies(count: int) -> list[str]:
    return [json.dumps({"event_name": "page_view", "number": number}) for number in range(count)]


def taken(client: Any, home: Home, settings: QueueSettings = SETTINGS) -> Received:
    return take_messages(Queue(client, settings), home, settings)


def counts(received: Received) -> tuple[int, int, int, int]:
    return received.written, received.repeated, received.deleted, received.kept


def lines(home: Home) -> list[str]:
    return sorted(
        line for batch in archived(home) for line in batch.path.read_text().splitlines() if line
    )


def test_every_message_is_written_once_and_deleted(home: Home) -> None:
    queue = FakeSqs(bodies(95))
    received = taken(queue, home)
    assert counts(received) == (95, 0, 95, 0)
    assert received.error is None
    assert queue.bodies == {}
    assert lines(home) == sorted(bodies(95))
    (batch,) = archived(home)
    assert received.batch_ids == [batch.batch_id]
    assert batch.manifest.source == "sqs:events"
    assert staged(home) == [batch]


def test_the_manifest_tells_the_message_of_each_line(home: Home) -> None:
    queue = FakeSqs(['{"a": 1}\n{"b": 2}', "", '[{"c": 3}, {"d": 4}, {"e": 5}]'])
    ids = list(queue.bodies)
    taken(queue, home)
    (batch,) = archived(home)
    assert batch.manifest.message_ids == ids
    assert batch.manifest.message_lines == [2, 1, 3]
    assert batch.manifest.lines == 6
    assert batch.path.read_bytes().split(b"\n")[2] == b""


def test_an_empty_queue_makes_no_batch(home: Home) -> None:
    assert counts(taken(FakeSqs(), home)) == (0, 0, 0, 0)
    assert list(home.archive.iterdir()) == []


def test_it_ends_when_two_receives_in_a_row_are_empty(home: Home) -> None:
    queue = FakeSqs(bodies(10))
    taken(queue, home, queue_settings(receivers=1))
    assert queue.calls == ["receive", "receive", "receive", "delete"]


@pytest.mark.parametrize("most", [1, 10, 25])
def test_a_run_receives_its_share_and_not_one_more(home: Home, most: int) -> None:
    queue = FakeSqs(bodies(60))
    assert taken(queue, home, queue_settings(max_messages=most)).written == most
    assert sum(queue.receives.values()) == most


def test_a_run_ends_in_time(home: Home) -> None:
    class Endless(FakeSqs):
        def receive_message(self, **asked: Any) -> dict[str, Any]:
            for _ in range(20):
                self.send("{}")
            time.sleep(0.01)
            return super().receive_message(**asked)

    started = time.monotonic()
    assert taken(Endless(), home, queue_settings(max_seconds=1)).written > 0
    assert time.monotonic() - started >= 1


def test_long_batches_are_cut_and_each_is_deleted_before_the_next_is_begun(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_flight, "MOST_MESSAGES", 20)
    queue = FakeSqs(bodies(70))
    received = taken(queue, home, queue_settings(receivers=1))
    sizes = [read_batch(home, batch_id).manifest.lines for batch_id in received.batch_ids]
    assert sizes == [20, 20, 20, 10]
    assert queue.calls[:8] == ["receive", "receive", "delete", "delete"] * 2


@pytest.mark.parametrize(("limit", "most"), [("MOST_BYTES", 100), ("MOST_SECONDS", 0)])
def test_a_batch_is_cut_by_size_and_by_age(
    home: Home, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(in_flight, limit, most)
    assert len(taken(FakeSqs(bodies(30)), home, queue_settings(receivers=1)).batch_ids) == 3


def test_a_message_that_comes_again_is_deleted_and_not_written(home: Home) -> None:
    queue = FakeSqs(bodies(20))
    settings = queue_settings(delete="never")
    assert counts(taken(queue, home, settings)) == (20, 0, 0, 20)
    queue.pass_time(301)
    assert counts(taken(queue, home)) == (0, 20, 20, 0)
    assert queue.bodies == {}
    assert lines(home) == sorted(bodies(20))


def test_a_message_that_comes_twice_in_a_batch_is_deleted_by_its_latest_handle(home: Home) -> None:
    queue = Trouble(inner := FakeSqs(bodies(50)), 1, repeated=0.5)
    received = taken(queue, home, queue_settings(receivers=1))
    assert received.written == 50
    assert received.repeated == queue.met["repeated"] > 0
    assert inner.bodies == {}


def test_what_is_remembered_and_not_in_the_archive_is_written(home: Home) -> None:
    queue = FakeSqs(bodies(5))
    with SeenMessages(home.seen_messages) as seen:
        seen.remember(list(queue.bodies), "processing_batch_20240101_000000_0123456789ab")
    assert counts(taken(queue, home)) == (5, 0, 5, 0)


def test_without_permission_to_delete_it_goes_on(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    class Denying(FakeSqs):
        def delete_message_batch(self, **_: Any) -> dict[str, Any]:
            self.calls.append("delete")
            raise refusal("AccessDenied", 403)

    queue = Denying(bodies(40))
    received = taken(queue, home)
    assert counts(received) == (40, 0, 0, 40)
    assert received.error is None
    assert len(lines(home)) == 40
    assert len([each for each in caplog.records if "come again" in each.getMessage()]) == 1


def test_entries_that_are_denied_count_as_denied(home: Home) -> None:
    class Denying(FakeSqs):
        def delete_message_batch(self, **asked: Any) -> dict[str, Any]:
            return {
                "Failed": [{"Id": each["Id"], "Code": "AccessDenied"} for each in asked["Entries"]]
            }

    assert counts(taken(Denying(bodies(40)), home)) == (40, 0, 0, 40)


def test_failed_deletes_are_tried_again(home: Home) -> None:
    queue = Trouble(inner := FakeSqs(bodies(500)), 3, not_deleted=0.3)
    received = taken(queue, home)
    assert received.deleted == 500 - len(inner.bodies)
    assert received.kept == len(inner.bodies)
    assert 0 < received.kept < 50


def test_a_stale_handle_is_counted_and_the_message_comes_again(home: Home) -> None:
    class Stale(FakeSqs):
        def receive_message(self, **asked: Any) -> dict[str, Any]:
            answer = super().receive_message(**asked)
            for each in answer.get("Messages", ())[:1]:
                each["ReceiptHandle"] += "-old"
            return answer

    queue = Stale(bodies(10))
    assert counts(taken(queue, home)) == (10, 0, 9, 1)
    queue.pass_time(301)
    queue.receive_message = FakeSqs.receive_message.__get__(queue)  # type: ignore[method-assign]
    assert counts(taken(queue, home)) == (0, 1, 1, 0)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(EndpointConnectionError(endpoint_url="http://u:secret@h"), 69, id="no answer"),
        pytest.param(refusal("AWS.SimpleQueueService.NonExistentQueue"), 78, id="no such queue"),
        pytest.param(NoCredentialsError(), 69, id="no credentials"),
        pytest.param(refusal("AccessDenied", 403), 77, id="denied"),
        pytest.param(refusal("InvalidClientTokenId", 403), 77, id="unknown credentials"),
        pytest.param(refusal("ServiceUnavailable", 503), 69, id="out of order"),
        pytest.param(NoRegionError(), 78, id="no region"),
        pytest.param(refusal("InvalidAddress"), 78, id="no address"),
    ],
)
def test_a_queue_that_does_not_answer_ends_the_receiving_with_a_code(
    home: Home, error: Exception, code: int
) -> None:
    class Broken(FakeSqs):
        def receive_message(self, **asked: Any) -> dict[str, Any]:
            if sum(self.receives.values()) >= 10:
                raise error
            return super().receive_message(**asked)

    queue = Broken(bodies(30))
    received = taken(queue, home, queue_settings(receivers=1))
    assert received.error is not None
    assert received.error.exit_code == code
    assert "secret" not in str(received.error)
    assert "events" in str(received.error)
    assert counts(received) == (10, 0, 10, 0)
    assert len(lines(home)) == 10


def test_a_message_that_nobody_could_finish_is_kept_with_a_note(home: Home) -> None:
    queue = FakeSqs(bodies(2))
    often = next(iter(queue.bodies))
    queue.receives[often] = 5
    received = taken(queue, home)
    (batch,) = (read_batch(home, batch_id) for batch_id in received.batch_ids)
    assert counts(received) == (2, 0, 2, 0)
    assert batch.manifest.notes == ["W_RECEIVED_OFTEN"]
    queue = FakeSqs(['{"a":1}'])
    queue.receives = dict.fromkeys(queue.receives, 4)
    (batch,) = (read_batch(home, batch_id) for batch_id in taken(queue, home).batch_ids)
    assert batch.manifest.notes == []


def test_the_message_with_which_s3_tries_a_queue_is_dropped_with_a_note(home: Home) -> None:
    test = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b", "RequestId": "r"}
    queue = FakeSqs([json.dumps(test), *bodies(1)])
    received = taken(queue, home)
    assert counts(received) == (2, 0, 2, 0)
    (batch,) = (read_batch(home, batch_id) for batch_id in received.batch_ids)
    assert batch.manifest.notes == ["W_S3_TEST"]
    assert sorted(batch.path.read_bytes().splitlines()) == [b"", bodies(1)[0].encode()]


def test_passing_errors_are_asked_through(home: Home) -> None:
    queue = Trouble(inner := FakeSqs(bodies(300)), 5, throttled=0.2)
    received = taken(queue, home)
    assert received.error is None
    assert received.written == 300
    assert queue.met["throttled"] > 0
    assert inner.bodies == {}


def test_a_queue_that_stops_answering_while_deleting_does_not_hold_the_run_up(home: Home) -> None:
    class Mute(FakeSqs):
        def delete_message_batch(self, **_: Any) -> dict[str, Any]:
            self.calls.append("delete")
            time.sleep(0.002)
            raise EndpointConnectionError(endpoint_url="http://h")

    queue = Mute(bodies(1000))
    assert counts(taken(queue, home, queue_settings(receivers=1))) == (1000, 0, 0, 1000)
    assert queue.calls.count("delete") <= 30


def test_messages_in_flight_stay_hidden_while_their_batch_is_written(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = SETTINGS.model_copy(update={"visibility_timeout": 1})
    finish = consumer.BatchWriter.finish
    queue = FakeSqs(bodies(25))
    others: list[Any] = []

    def slow(*arguments: Any, **options: Any) -> Any:
        time.sleep(2)
        others.append(queue.receive_message(MaxNumberOfMessages=10, VisibilityTimeout=0))
        return finish(*arguments, **options)

    monkeypatch.setattr(consumer.BatchWriter, "finish", slow)
    assert counts(taken(queue, home, settings)) == (25, 0, 25, 0)
    assert others == [{}]
    assert "hide" in queue.calls
    assert not [each for each in threading.enumerate() if each.name == "heartbeat"]


def test_without_permission_to_hide_it_goes_on(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = SETTINGS.model_copy(update={"visibility_timeout": 1})
    queue = FakeSqs(bodies(5))

    def deny(**_: Any) -> None:
        raise refusal("AccessDenied", 403)

    finish = consumer.BatchWriter.finish

    def slow(*arguments: Any, **options: Any) -> Any:
        time.sleep(0.6)
        return finish(*arguments, **options)

    monkeypatch.setattr(queue, "change_message_visibility_batch", deny)
    monkeypatch.setattr(consumer.BatchWriter, "finish", slow)
    assert counts(taken(queue, home, settings)) == (5, 0, 5, 0)
    assert "may come again" in caplog.text


STEPS = ["sync", "write", "rename", "stage", "remember"]


@pytest.fixture(params=STEPS)
def kill(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """End the process before one step of making a batch durable; call it to stop that."""
    places: dict[str, tuple[Any, str]] = {
        "sync": (os, "fsync"),
        "write": (import_module("transforms.archive.folder"), "write_file"),
        "rename": (Path, "rename"),
        "stage": (import_module("transforms.archive.writer"), "stage"),
        "remember": (SeenMessages, "remember"),
    }
    with monkeypatch.context() as patch:

        def die(*_: Any, **__: Any) -> None:
            raise Killed

        patch.setattr(*places[request.param], die)
        yield patch.undo


def test_nothing_is_deleted_before_it_is_durable(home: Home, kill: Callable[[], None]) -> None:
    queue = FakeSqs(bodies(30))
    with pytest.raises(Killed):
        taken(queue, home)
    assert len(queue.bodies) == 30
    assert "delete" not in queue.calls
    kill()
    queue.pass_time(301)
    received = taken(queue, home)
    assert received.deleted == 30
    assert queue.bodies == {}
    assert sorted(set(lines(home))) == sorted(bodies(30))


def test_a_full_disk_is_told_before_a_message_is_received(home: Home) -> None:
    queue = FakeSqs(bodies(5))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limits[1]))
    try:
        with pytest.raises(StorageError):
            taken(queue, home)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert queue.calls == []
    assert list(home.archive.iterdir()) == []
    assert taken(queue, home).deleted == 5


def test_a_disk_that_fills_up_costs_no_message(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = FakeSqs(bodies(30))
    with monkeypatch.context() as patch:

        def fill(*_: Any) -> None:
            raise StorageError("full")

        patch.setattr(consumer.BatchWriter, "append", fill)
        with pytest.raises(StorageError):
            taken(queue, home)
    assert len(queue.bodies) == 30
    assert list(home.archive.iterdir()) == []
    queue.pass_time(301)
    assert taken(queue, home).deleted == 30
