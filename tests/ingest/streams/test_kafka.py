"""Kafka's topics become batches: brokers of librdkafka's mock cluster, over the real protocol."""

import json
import os
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("confluent_kafka")

from tests.streams import Cluster, message
from transforms.archive.reader import Batch, archived, read_batch
from transforms.config import Config
from transforms.errors import ConfigError, NotPermitted, StorageError, Unavailable
from transforms.home import Home
from transforms.ingest.messages.received import Received
from transforms.ingest.streams import taker
from transforms.ingest.streams.kafka import Kafka
from transforms.ingest.streams.kafka_client import (
    KEY_PASSWORD,
    PASSWORD,
    USERNAME,
    error_of,
    new_consumer,
)
from transforms.ingest.streams.kafka_marks import Mark, Marks
from transforms.ingest.streams.taker import take_stream
from transforms.system.redaction import redact
from transforms.system.setting_streams import KafkaSettings


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.close()


def settings_of(cluster: Cluster, **more: Any) -> KafkaSettings:
    given = {"kafka": cluster.settings("events", **more)}
    return Config.model_validate(given).kafka


def taken(cluster: Cluster, home: Home, *, accept_loss: bool = False, **more: Any) -> Received:
    settings = settings_of(cluster, **more)
    return take_stream(Kafka(settings), home, settings, accept_loss=accept_loss)


def lines(home: Home) -> list[bytes]:
    return sorted(line for each in archived(home) for line in each.path.read_bytes().splitlines())


def batch_of(home: Home, received: Received) -> Batch:
    (batch_id,) = received.batch_ids
    return read_batch(home, batch_id)


def read(batch: Batch) -> dict[str, list[Any]]:
    assert batch.manifest.stream is not None
    return batch.manifest.stream.read["events"]


def test_every_message_is_archived_once_and_a_run_goes_on_where_the_last_ended(
    cluster: Cluster, home: Home
) -> None:
    sent = [message(number) for number in range(300)]
    cluster.send("events", sent[:200])
    first = taken(cluster, home)
    assert first.written == 200
    assert taken(cluster, home) == Received("kafka:kafka", is_stream=True)
    cluster.send("events", sent[200:])
    home.positions.unlink()  # a hint, no more
    second = taken(cluster, home)
    assert second.written == 100
    assert lines(home) == sorted(sent)
    batch = batch_of(home, first)
    ends = {partition: after for partition, (_, after) in read(batch).items()}
    assert sum(int(end) for end in ends.values()) == 200
    begun = read(batch_of(home, second))
    assert all(start == ends[partition] for partition, (start, _) in begun.items())
    assert batch.manifest.source == "kafka:kafka"


def test_what_came_along_with_a_message_stands_beside_its_lines(
    cluster: Cluster, home: Home
) -> None:
    two = b'[{"event_name": "a"}, {"event_name": "b"}]'
    headers = [("trace", b"7"), ("raw", b"\xff"), ("none", None)]
    cluster.send("events", [two], key=b"k\xff", headers=headers, partition=1, timestamp=1234)
    cluster.send("events", [None, b"\xff{}"], partition=1, timestamp=1235)
    batch = batch_of(home, taken(cluster, home))
    manifest = batch.manifest
    assert manifest.stream is not None
    assert manifest.message_ids == ["events:1:0", "events:1:1", "events:1:2"]
    assert manifest.message_lines == [2, 1, 1]
    assert manifest.stream.times == [1234, 1235, 1235]
    assert manifest.stream.keys == ["base64:a/8=", None, None]
    assert manifest.stream.headers[0] == [["trace", "7"], ["raw", "base64:/w=="], ["none", None]]
    assert batch.path.read_bytes() == b'{"event_name": "a"}\n{"event_name": "b"}\n\n\xff{}\n'


def test_the_same_bytes_again_are_a_batch_of_their_own(cluster: Cluster, home: Home) -> None:
    for offset in range(2):
        cluster.send("events", [message(1)], partition=0)
        batch = batch_of(home, taken(cluster, home))
        assert read(batch)["0"] == [offset, offset + 1]
    assert len(list(archived(home))) == 2
    assert taken(cluster, home).written == 0


def test_a_run_ends_after_its_share_and_the_next_takes_the_others(
    cluster: Cluster, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taker, "MOST_MESSAGES", 100)
    monkeypatch.setattr("transforms.ingest.streams.kafka._AT_ONCE", 50)
    sent = [message(number) for number in range(500)]
    cluster.send("events", sent, partition=2)
    assert taken(cluster, home, max_messages=250).written == 250
    assert len(list(archived(home))) == 3
    assert taken(cluster, home).written == 250
    assert lines(home) == sorted(sent)


def test_what_comes_after_a_run_began_waits_for_the_next(cluster: Cluster, home: Home) -> None:
    cluster.send("events", [b"1"], partition=0)
    settings = settings_of(cluster)
    stream = Kafka(settings)
    begin = stream.begin

    def begun_late(*arguments: Any, **options: Any) -> Any:
        lost = begin(*arguments, **options)
        cluster.send("events", [b"2"], partition=0)
        return lost

    stream.begin = begun_late  # type: ignore[method-assign]
    assert take_stream(stream, home, settings).written == 1
    assert taken(cluster, home).written == 1
    assert lines(home) == [b"1", b"2"]


class Told:
    """What the client gives: a message, or an error, at an offset of partition 0."""

    def __init__(self, offset: int, code: int | None = None) -> None:
        from confluent_kafka import KafkaError

        self._offset = offset
        self._error = None if code is None else KafkaError(code)

    def topic(self) -> str:
        return "events"

    def partition(self) -> int:
        return 0

    def offset(self) -> int:
        return self._offset

    def error(self) -> Any:
        return self._error

    def timestamp(self) -> tuple[int, int]:
        return 0, -1

    def value(self) -> bytes:
        return b"%d" % self._offset

    key = headers = lambda _: None


END_OF_PARTITION, OUT_OF_RANGE, BAD_MESSAGE = -191, -140, -199


@pytest.mark.parametrize(
    ("told", "values", "after", "error"),
    [
        pytest.param([Told(3), Told(7)], [3, 7], 8, "", id="offsets may jump"),
        pytest.param([Told(3), Told(12)], [3], 10, "", id="to behind the end that there was"),
        pytest.param(
            [Told(3), Told(6, END_OF_PARTITION)], [3], 6, "", id="marks of transactions are passed"
        ),
        pytest.param([Told(5), Told(4)], [5], 6, "got offset 4, which is before 6", id="fall"),
        pytest.param(
            *([Told(3), Told(9, OUT_OF_RANGE)], [3], 4, "got messages that were deleted meanwhile"),
            id="retention was faster",
        ),
        pytest.param(
            *([Told(3), Told(4, BAD_MESSAGE)], [3], 4, "got _BAD_MSG for events, partition 0"),
            id="a broken message",
        ),
    ],
)
def test_offsets_only_rise(
    cluster: Cluster, told: list[Any], values: list[int], after: int, error: str
) -> None:
    stream = Kafka(settings_of(cluster))
    partition = ("events", "0")
    stream._next[partition], stream._ends[partition] = 3, 10
    stream.close()
    stream._consumer = Unpaused()  # type: ignore[assignment]
    block = stream._block(told)
    assert [int(each.value) for each in block.records] == values
    assert block.moved[partition] == (3, after)
    assert error in str(stream.error or "")
    assert bool(error) == (stream.error is not None)
    assert (partition in stream._ends) == (not error and len(values) == len(told))


class Unpaused:
    def pause(self, _: Any) -> None:
        pass


def test_from_the_first_contact_on_nothing_is_lost_unseen(cluster: Cluster, home: Home) -> None:
    cluster.send("events", [b"1"], partition=0)
    batch = batch_of(home, taken(cluster, home))
    assert read(batch) == {"0": [0, 1], "1": [0, 0], "2": [0, 0], "3": [0, 0]}


def test_messages_deleted_unread_are_told_and_the_other_partitions_are_read(
    cluster: Cluster, home: Home
) -> None:
    cluster.send("events", [message(0)], partition=0)
    taken(cluster, home)
    big = b"x" * 900_000  # the mock keeps some 5 MB of a partition
    cluster.send("events", [big] * 8, partition=0)
    cluster.send("events", [message(1)], partition=3)
    received = taken(cluster, home)
    assert isinstance(received.error, Unavailable)
    assert "events, partition 0, must hold offset 1, got " in str(received.error)
    assert "deleted before being read" in str(received.error)
    assert received.written == 1
    assert read(batch_of(home, received)) == {"3": [0, 1]}
    received = taken(cluster, home, accept_loss=True)
    assert received.error is None
    stream = batch_of(home, received).manifest.stream
    assert stream is not None
    (first, after) = stream.lost["events"]["0"]
    assert (first, received.lost) == (1, int(after) - 1)
    assert stream.read == {"events": {"0": [after, 9]}}
    assert received.written + received.lost == 8
    assert taken(cluster, home).error is None


def test_a_topic_made_anew_is_told_and_read_under_another_name(
    cluster: Cluster, home: Home
) -> None:
    cluster.send("events", [b"1", b"2"], partition=0)
    taken(cluster, home)
    anew = Cluster()
    anew.send("events", [b"3"], partition=0)
    received = taken(anew, home, accept_loss=True)
    assert isinstance(received.error, Unavailable)
    assert "must reach offset 2, got an end at 1: the topic was made anew" in str(received.error)
    assert received.written == 0
    assert taken(anew, home, name="second").written == 1
    assert lines(home) == [b"1", b"2", b"3"]
    anew.close()


def test_a_partition_that_is_gone_is_a_topic_made_anew() -> None:
    settings = KafkaSettings(brokers="localhost:1", topics=["t"])
    marks = Marks({("t", "0"): Mark(0, 5)}, {("t", "0"): 5, ("t", "1"): 3, ("u", "0"): 1}, settings)
    assert "t, partition 1, must reach offset 3, got an end at 0" in str(
        marks.error(accept_loss=True)
    )
    assert marks.starts(accept_loss=True) == {("t", "0"): 5}


def test_brokers_that_do_not_answer_end_with_69_and_nothing_is_written(
    cluster: Cluster, home: Home
) -> None:
    settings = settings_of(cluster, timeout_seconds=1)
    cluster.close()
    received = take_stream(Kafka(settings), home, settings)
    assert isinstance(received.error, Unavailable)
    assert "the brokers of kafka must answer, got" in str(received.error)
    assert list(archived(home)) == []


def test_brokers_that_go_away_cost_no_message(cluster: Cluster, home: Home) -> None:
    cluster.send("events", [b"1"], partition=0)
    settings = settings_of(cluster, timeout_seconds=1)
    stream = Kafka(settings)
    begin = stream.begin

    def cut_off(*arguments: Any, **options: Any) -> Any:
        lost = begin(*arguments, **options)
        stream._consumer.pause(stream._consumer.assignment())  # nothing comes, as of dead brokers
        return lost

    stream.begin = cut_off  # type: ignore[method-assign]
    received = take_stream(stream, home, settings)
    assert "must answer within 1 seconds" in str(received.error)
    assert taken(cluster, home).written == 1


def test_a_topic_that_is_not_there_is_a_wrong_setting(cluster: Cluster, home: Home) -> None:
    received = taken(cluster, home)
    assert isinstance(received.error, ConfigError)
    assert "UNKNOWN_TOPIC_OR_PART for events" in str(received.error)


def test_the_broker_is_told_how_far_we_are(cluster: Cluster, home: Home) -> None:
    from confluent_kafka import TopicPartition

    cluster.send("events", [b"1", b"2"], partition=0)
    taken(cluster, home, group="watched")
    consumer = new_consumer(settings_of(cluster, group="watched"), print, print)
    (found,) = consumer.committed([TopicPartition("events", 0)], timeout=10)
    consumer.close()
    assert found.offset == 2


def test_what_waits_is_counted_and_nothing_is_taken(cluster: Cluster, home: Home) -> None:
    from transforms.archive.positions import Positions

    cluster.send("events", [b"1", b"2", b"3"])
    stream = Kafka(settings_of(cluster))
    assert stream.backlog(Positions.of(home)).waiting == 3
    stream.close()
    assert not home.root.exists()


def test_a_home_that_takes_no_batch_leaves_the_stream_where_it_is(
    cluster: Cluster, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.send("events", [b"1"])

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageError):
            taken(cluster, home)
    assert list(archived(home)) == []
    assert taken(cluster, home).written == 1


@pytest.mark.parametrize("security", ["sasl_plaintext", "sasl_ssl"])
def test_a_secret_comes_from_the_environment_alone(
    monkeypatch: pytest.MonkeyPatch, security: Any
) -> None:
    monkeypatch.delenv("KAFKA_USERNAME", raising=False)
    settings = KafkaSettings(brokers="localhost:1", topics=["t"], security=security)
    with pytest.raises(ConfigError, match="needs KAFKA_USERNAME in the environment, got none"):
        Kafka(settings)
    assert "password" not in json.dumps(settings.model_dump())


def test_settings_and_secrets_reach_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("confluent_kafka.Consumer", given.update)
    secrets = {name: f"canary-{name}" for name in (USERNAME, PASSWORD, KEY_PASSWORD)}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    files = {"ca_file": "ca.pem", "certificate_file": "own.pem", "key_file": "key.pem"}
    common = {"brokers": "a:1,b:2", "topics": ["t"], "sasl_mechanism": "SCRAM-SHA-512", **files}
    for security in ("plaintext", "ssl", "sasl_plaintext", "sasl_ssl"):
        given.clear()
        settings = KafkaSettings.model_validate({**common, "security": security})
        new_consumer(settings, None, None)
        expected = {"security.protocol": security}
        if security.startswith("sasl"):
            expected |= {"sasl.mechanism": "SCRAM-SHA-512"}
            expected |= {"sasl.username": secrets[USERNAME], "sasl.password": secrets[PASSWORD]}
        if security.endswith("ssl"):
            expected |= {"ssl.ca.location": "ca.pem", "ssl.certificate.location": "own.pem"}
            expected |= {"ssl.key.location": "key.pem", "ssl.key.password": secrets[KEY_PASSWORD]}
        assert {
            name: value
            for name, value in given.items()
            if name.startswith(("sasl", "ssl", "security"))
        } == expected
        assert given["bootstrap.servers"] == "a:1,b:2"
        assert "canary" not in repr(settings)


def test_what_the_client_says_of_a_wrong_key_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in (USERNAME, PASSWORD, KEY_PASSWORD):
        monkeypatch.setenv(name, f"canary-{name}")
    key = tmp_path / "key.pem"
    key.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\ncanary\n")
    settings = KafkaSettings(
        brokers="localhost:1", topics=["t"], security="sasl_ssl", key_file=str(key)
    )
    with pytest.raises(ConfigError, match="the files of kafka must be usable") as refused:
        Kafka(settings)
    said = "".join(traceback.format_exception(refused.value)) + "".join(capfd.readouterr())
    assert "canary" not in str(refused.value) + redact(said).replace(str(key), "")


def test_a_file_that_is_not_there_is_a_wrong_setting() -> None:
    settings = KafkaSettings(brokers="localhost:1", topics=["t"], security="ssl", ca_file="/none")
    with pytest.raises(ConfigError, match=r"kafka\.security, .* got _INVALID_ARG"):
        Kafka(settings)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("TOPIC_AUTHORIZATION_FAILED", NotPermitted),
        ("GROUP_AUTHORIZATION_FAILED", NotPermitted),
        ("_AUTHENTICATION", NotPermitted),
        ("UNKNOWN_TOPIC_OR_PART", ConfigError),
        ("_ALL_BROKERS_DOWN", Unavailable),
        ("LEADER_NOT_AVAILABLE", Unavailable),
    ],
)
def test_an_error_of_a_broker_has_its_exit_code(name: str, kind: type[Exception]) -> None:
    from confluent_kafka import KafkaError

    error = error_of(KafkaError(getattr(KafkaError, name), "secret"), KafkaSettings())
    assert type(error) is kind
    assert name in str(error)
    assert "secret" not in str(error)
