"""Kinesis streams become batches: shards split and merged, records and iterators expired."""

import random
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.ingest.queue.test_volume import Steps
from tests.kinesis import FakeKinesis
from tests.queues import Killed, Trouble, refusal
from transforms.archive.positions import Positions
from transforms.archive.reader import archived, read_batch
from transforms.errors import ConfigError, NotPermitted, Unavailable
from transforms.home import Home
from transforms.ingest.messages.received import Received
from transforms.ingest.streams import kinesis, taker
from transforms.ingest.streams.kinesis import Kinesis
from transforms.ingest.streams.taker import take_stream
from transforms.system.setting_streams import KinesisSettings

SETTINGS = KinesisSettings(streams=["events"])
FIRST, SECOND = (f"shardId-{number:012}" for number in range(2))


def taken(client: FakeKinesis, home: Home, *, accept_loss: bool = False) -> Received:
    stream = Kinesis(client, SETTINGS, pause=lambda _: None)  # type: ignore[arg-type]
    return take_stream(stream, home, SETTINGS, accept_loss=accept_loss)


def values(count: int, start: int = 0) -> list[bytes]:
    return [b'{"n": %d}' % number for number in range(start, start + count)]


def lines(home: Home) -> list[bytes]:
    return sorted(line for each in archived(home) for line in each.path.read_bytes().splitlines())


def read(home: Home, received: Received) -> dict[str, list[Any]]:
    (batch_id,) = received.batch_ids
    stream = read_batch(home, batch_id).manifest.stream
    assert stream is not None
    return stream.read["events"]


def forget_looks(home: Home) -> None:
    home.positions.unlink(missing_ok=True)


def test_every_record_is_archived_once_and_a_run_goes_on_where_the_last_ended(home: Home) -> None:
    client = FakeKinesis(2, at_once=7, blank=3, moment=1_767_225_600)
    client.put(FIRST, *values(40))
    client.put(SECOND, *values(30, 40))
    received = taken(client, home)
    assert received.written == 70
    numbers = {name: shard.records[-1][0] for name, shard in client.shards.items()}
    assert {each: after for each, (_, after) in read(home, received).items()} == {
        each: str(number) for each, number in numbers.items()
    }
    assert taken(client, home).batch_ids == []
    client.put(SECOND, *values(5, 70))
    assert taken(client, home).written == 5
    assert lines(home) == sorted(values(75))
    (batch_id,) = received.batch_ids
    manifest = read_batch(home, batch_id).manifest
    first = client.shards[FIRST].records[0][0]
    assert manifest.message_ids[0] == f"events:{FIRST}:{first}"
    assert manifest.stream is not None
    assert (manifest.stream.keys[0], manifest.stream.times[0]) == ("key", 1_767_225_600_000)
    assert manifest.stream.headers == []


def test_parents_are_read_to_their_end_before_their_children(home: Home) -> None:
    client = FakeKinesis(2, at_once=3)
    client.put(FIRST, *values(10))
    child, other = client.split(FIRST)
    client.put(child, *values(5, 10))
    client.put(other, *values(5, 15))
    client.put(SECOND, *values(1, 20))
    grandchild = client.merge(other, SECOND)
    client.put(grandchild, *values(2, 21))
    received = taken(client, home)
    assert received.written == 23
    (batch_id,) = received.batch_ids
    order = [each.split(":")[1] for each in read_batch(home, batch_id).manifest.message_ids]
    ends = {shard: max(at for at, each in enumerate(order) if each == shard) for shard in order}
    assert all(ends[FIRST] < order.index(each) for each in (child, other))
    assert max(ends[other], ends[SECOND]) < order.index(grandchild)
    found = read(home, received)
    assert {each for each, (_, after) in found.items() if after == "SHARD_END"} == {
        *(FIRST, SECOND, other)
    }
    client.calls.clear()
    taken(client, home)
    assert client.calls.count("get_records") == 2  # of the open shards alone
    assert lines(home) == sorted(values(23))


def test_a_shard_that_closes_later_is_noted_so_that_its_end_is_known(home: Home) -> None:
    client = FakeKinesis()
    client.put(FIRST, *values(3))
    taken(client, home)
    child, _ = client.split(FIRST)
    received = taken(client, home)  # an empty batch, for its manifest
    assert received.written == 0
    assert read(home, received)[FIRST][1] == "SHARD_END"
    client.remove(FIRST)
    forget_looks(home)
    client.put(child, *values(2, 3))
    assert taken(client, home).error is None
    assert lines(home) == values(5)


def test_an_iterator_that_expired_is_taken_anew(home: Home) -> None:
    client = FakeKinesis(at_once=4)
    client.put(FIRST, *values(10))
    get_records = client.get_records

    def expiring(**asked: Any) -> Any:
        if client.calls.count("get_records") == 1:
            client.expire_iterators()
        return get_records(**asked)

    client.get_records = expiring  # type: ignore[method-assign]
    assert taken(client, home).written == 10
    assert lines(home) == values(10)


def test_throttling_is_waited_for(home: Home) -> None:
    client = FakeKinesis()
    client.put(FIRST, *values(3))
    get_records = client.get_records
    left = [refusal("ProvisionedThroughputExceededException") for _ in range(5)]

    def throttled(**asked: Any) -> Any:
        if left:
            raise left.pop()
        return get_records(**asked)

    client.get_records = throttled  # type: ignore[method-assign]
    received = taken(client, home)
    assert (received.written, received.error) == (3, None)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (EndpointConnectionError(endpoint_url="http://127.0.0.1"), Unavailable),
        (refusal("ProvisionedThroughputExceededException"), Unavailable),
        (refusal("AccessDeniedException"), NotPermitted),
        (refusal("ResourceNotFoundException"), ConfigError),
    ],
    ids=["no answer", "throttled for ever", "denied", "no such stream"],
)
@pytest.mark.parametrize("when", [0, 3])
def test_trouble_that_lasts_ends_with_its_code_and_loses_nothing(
    home: Home, trouble: Exception, kind: type[Exception], when: int
) -> None:
    client = FakeKinesis()
    client.put(FIRST, *values(3))
    called = client._called

    def failing(name: str) -> None:
        called(name)
        if len(client.calls) > when:
            raise trouble

    client._called = failing  # type: ignore[method-assign]
    received = taken(client, home)
    assert type(received.error) is kind
    client._called = called  # type: ignore[method-assign]
    assert taken(client, home).written == 3
    assert lines(home) == values(3)


def test_a_sequence_number_older_than_the_retention_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = FakeKinesis(2, moment=1_767_225_600)
    client.put(FIRST, *values(3))
    client.put(SECOND, *values(1, 3))
    with monkeypatch.context() as patch:
        patch.setattr(kinesis.time, "time", lambda: 1_767_225_600.0)
        taken(client, home)
    client.put(FIRST, *values(5, 4))
    client.put(SECOND, *values(1, 9))
    client.trim(FIRST, 5)  # two that nobody has read
    received = taken(client, home)
    assert isinstance(received.error, Unavailable)
    assert f"events, {FIRST}, must hold what follows" in str(received.error)
    assert received.written == 1
    with pytest.raises(Unavailable, match="--accept-loss"):
        Kinesis(client, SETTINGS).backlog(Positions.of(home))  # type: ignore[arg-type]
    received = taken(client, home, accept_loss=True)
    assert (received.error, received.written) == (None, 3)
    (batch_id,) = received.batch_ids
    stream = read_batch(home, batch_id).manifest.stream
    assert stream is not None
    assert list(stream.lost["events"]) == [FIRST]
    assert lines(home) == sorted([*values(4), *values(3, 6), *values(1, 9)])
    assert taken(client, home).error is None


def test_a_quiet_shard_that_was_looked_at_lost_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 1_000_000.0
    client = FakeKinesis(moment=moment)
    client.put(FIRST, *values(3))
    monkeypatch.setattr(kinesis.time, "time", lambda: moment)
    taken(client, home)
    client.trim(FIRST, 3)  # all is past the retention, and was read
    moment += 22 * 3600
    assert taken(client, home).error is None
    client.put(FIRST, *values(2, 3))
    moment += 22 * 3600
    assert taken(client, home).written == 2
    assert lines(home) == values(5)
    client.trim(FIRST, 2)
    moment += 25 * 3600  # nobody looked for longer than records are kept
    assert isinstance(taken(client, home).error, Unavailable)


def test_a_child_that_nobody_read_within_the_retention_may_have_lost_records(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 1_767_225_700.0
    client = FakeKinesis(moment=moment)
    client.put(FIRST, *values(3))
    monkeypatch.setattr(kinesis.time, "time", lambda: moment)
    client.split(FIRST)
    few = SETTINGS.model_copy(update={"max_messages": 1})
    take_stream(Kinesis(client, few), home, few)  # type: ignore[arg-type]
    for name in client.shards:
        if name != FIRST:
            client.put(name, *values(2, 10 * int(name[-4:])))
            client.trim(name, 1)
    moment += 25 * 3600
    received = taken(client, home)
    assert "got a look that is too old" in str(received.error)
    assert received.written == 0
    received = taken(client, home, accept_loss=True)
    assert (received.error, received.written, received.gaps) == (None, 2, 2)
    assert taken(client, home).error is None


def test_a_child_is_read_by_the_next_run_where_the_share_ended_before_it(home: Home) -> None:
    client = FakeKinesis()
    client.put(FIRST, *values(3))
    child, _ = client.split(FIRST)
    client.put(child, *values(2, 3))
    few = SETTINGS.model_copy(update={"max_messages": 1})
    assert take_stream(Kinesis(client, few), home, few).written == 3  # type: ignore[arg-type]
    received = taken(client, home)
    assert (received.error, received.written) == (None, 2)


def test_what_is_read_again_from_the_beginning_is_not_written_again(home: Home) -> None:
    client = FakeKinesis()
    client.put(FIRST, *values(3))
    taken(client, home)
    client.put(FIRST, *values(2, 3))
    get_shard_iterator = client.get_shard_iterator

    def refusing(**asked: Any) -> Any:
        if asked["ShardIteratorType"] == "AFTER_SEQUENCE_NUMBER":
            raise refusal("InvalidArgumentException")
        return get_shard_iterator(**asked)

    client.get_shard_iterator = refusing  # type: ignore[method-assign]
    assert taken(client, home).written == 2
    assert lines(home) == values(5)


def test_a_shard_that_is_gone_unfinished_is_told(home: Home) -> None:
    client = FakeKinesis()
    client.put(FIRST, *values(3))
    taken(client, home)
    child, _ = client.split(FIRST)
    client.put(child, *values(2, 3))
    client.remove(FIRST)
    received = taken(client, home)
    assert f"events, {FIRST}, must hold what follows" in str(received.error)
    assert "got no such shard" in str(received.error)
    received = taken(client, home, accept_loss=True)
    assert received.error is None
    assert taken(client, home).error is None
    assert lines(home) == values(5)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(each, marks=pytest.mark.deep) for each in (1, 2))]
)
def test_runs_that_are_killed_anywhere_lose_and_double_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    home = Home(tmp_path)
    client = FakeKinesis(2, at_once=40, blank=5)
    chance = random.Random(seed)
    monkeypatch.setattr(taker, "MOST_MESSAGES", 100)
    trouble = Trouble(client, seed, killed_at_a_step=0.06)  # type: ignore[arg-type]
    sent, killed = 0, 0
    while sent < 2_000 or killed < 10:
        is_open = [name for name, shard in client.shards.items() if not shard.is_closed]
        for name in is_open:
            count = chance.randrange(60)
            client.put(name, *values(count, sent))
            sent += count
        if chance.random() < 0.2 and len(is_open) < 6:
            client.split(chance.choice(is_open))
        elif chance.random() < 0.2 and len(is_open) > 1:
            client.merge(*chance.sample(is_open, 2))
        with monkeypatch.context() as patch:
            Steps(patch, trouble)
            try:
                taken(client, home)
            except Killed:
                killed += 1
    received = taken(client, home)
    assert received.error is None
    assert lines(home) == sorted(values(sent))
