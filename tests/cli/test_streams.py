"""run with Kafka topics and Kinesis streams, beside a queue and files: what users see."""

import json
import logging
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

pytest.importorskip("confluent_kafka")

from moto.server import ThreadedMotoServer

from tests.cli.shop import BAD, EVENTS, LATE, SETTINGS, Shop
from tests.differences import Tables, assert_same
from tests.privacy.shops import joined
from tests.privacy.shops import shop as shop_lines
from tests.streams import Cluster, message
from transforms.archive.reader import archived
from transforms.home import Home
from transforms.quality.verify import LINEAGE

#: Of archive/ in a run: its length is that of history.
MOST_LISTINGS = 4
CANARY = "canary-secret-0123456789"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.close()


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """The address of a server that speaks SQS and Kinesis."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the server runs in this process
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("AWS_", "KAFKA_"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIA" + CANARY,
        "AWS_SECRET_ACCESS_KEY": CANARY,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)


def settle(shop: Shop, **sections: Any) -> None:
    shop.settings(json.dumps(SETTINGS | sections))


def silver(shop: Shop) -> Tables:
    """Silver, but for which line of which batch brought an event."""
    return {
        name: [{key: row[key] for key in row if key not in LINEAGE} for row in rows]
        for name, rows in shop.tables().items()
        if name.startswith("silver.")
    }


def test_messages_become_tables_and_a_refused_one_tells_where_it_was(
    shop: Shop, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = "refused"
    settle(shop, kafka=cluster.settings(topic), limits={"line_bytes": 1024})
    cluster.send(topic, [EVENTS, BAD.strip(), None], partition=2, key=b"k")
    cluster.send(topic, [b'{"event_name": "page_view", "a": "' + b"x" * 1024 + b'"}'], partition=3)
    ended = shop.call("run")
    assert ended.code == 0, ended.err
    said = ended.out.splitlines()
    assert said[0] == "4 messages received from kafka:kafka"
    assert said[1].startswith(
        "1 batch loaded: 6 lines = 3 new events + 0 duplicates + 2 refused + 1 blank"
    )
    assert shop.ask("select message_id, code from dead_letters order by 1") == [
        {"message_id": f"{topic}:2:1", "code": "E_JSON_SYNTAX"},
        {"message_id": f"{topic}:3:0", "code": "E_LINE_TOO_LONG"},
    ]
    assert shop.ask("select distinct message_id from stg_events") == [
        {"message_id": f"{topic}:2:0"}
    ]
    looked: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path=".": looked.append(str(path)) or scandir(path))
    again = shop.call("run")
    assert again.out.splitlines() == ["no message received from kafka:kafka", "nothing new to load"]
    assert looked.count(str(shop.home / "archive")) <= MOST_LISTINGS
    cluster.send(topic, [EVENTS.splitlines()[0]])
    looked.clear()
    assert shop.call("ingest").code == 0
    assert looked.count(str(shop.home / "archive")) <= MOST_LISTINGS


@pytest.mark.slow
def test_a_gap_ends_with_69_until_it_is_accepted_and_stands_in_the_ledger(
    shop: Shop, cluster: Cluster
) -> None:
    topic = "gap"
    settle(shop, kafka=cluster.settings(topic))
    cluster.send(topic, [message(0)], partition=0)
    assert shop.call("ingest").code == 0
    big = [b"x" * 900_000] * 8
    cluster.send(topic, big, partition=0)
    cluster.send(topic, [message(1)], partition=1)
    shop.put("a.jsonl", EVENTS)
    ended = shop.call("run")
    assert ended.code == 69
    assert "3 batches loaded" in ended.out
    assert f"error: {topic}, partition 0, must hold offset 1" in ended.err
    assert shop.ask("from lost_messages") == []
    ended = shop.call("run", "--accept-loss")
    assert ended.code == 0, ended.err
    assert "1 gap accepted: " in ended.out
    columns = "source, topic, partition, first_position, messages"
    (lost,) = shop.ask(f"select {columns}, next_position from lost_messages")
    assert lost["messages"] == int(lost["next_position"]) - 1 > 0
    assert [lost[each] for each in ("source", "topic", "partition", "first_position")] == [
        *("kafka:kafka", topic, "0", "1")
    ]
    found = shop.call("status", "--json").rows["lake"]["accepted_losses"]
    assert found == {f"kafka:kafka {topic} 0": lost["messages"]}
    words = " ".join(shop.call("status").out.split())
    assert f"messages lost unread kafka:kafka {topic} 0: {lost['messages']}" in words


@pytest.mark.deep
def test_a_gap_outlives_the_lake(shop: Shop, cluster: Cluster) -> None:
    topic = "outlives"
    settle(shop, kafka=cluster.settings(topic))
    cluster.send(topic, [message(0)], partition=0)
    assert shop.call("ingest").code == 0
    cluster.send(topic, [b"x" * 900_000] * 8, partition=0)
    assert shop.call("run", "--accept-loss").code == 0
    assert len(lost := shop.ask("from lost_messages")) == 1
    assert shop.call("replay", "--rebuild", "--from-archive").code == 0
    assert shop.ask("from lost_messages") == lost


@pytest.mark.slow
def test_services_that_are_down_are_69_and_files_are_loaded(shop: Shop) -> None:
    kafka = {"brokers": "127.0.0.1:9", "topics": ["t"], "timeout_seconds": 1}
    settle(shop, kafka=kafka, kinesis={"streams": ["t"], "endpoint_url": "http://127.0.0.1:9"})
    shop.put("a.jsonl", EVENTS)
    ended = shop.call("run")
    assert (ended.code, ended.out.splitlines()[-1][:14]) == (69, "1 batch loaded")
    assert "the brokers of kafka must answer" in ended.err
    assert "the stream t must answer" in ended.err
    assert "Traceback" not in ended.err
    found = shop.call("doctor")
    words = " ".join(found.out.split())
    assert found.code == 69
    assert "FAIL kafka the brokers of kafka must answer" in words
    assert "FAIL kinesis the stream t must answer" in words


def test_no_secret_of_kafka_is_shown(
    shop: Shop, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKEHOUSE_LOG_LEVEL", "debug")
    monkeypatch.setenv("KAFKA_USERNAME", "me")
    monkeypatch.setenv("KAFKA_PASSWORD", CANARY)
    monkeypatch.setenv("KAFKA_KEY_PASSWORD", CANARY[::-1])
    secure = {"security": "sasl_plaintext", "timeout_seconds": 1}  # the mock has no passwords
    settle(shop, kafka=cluster.settings("secret", **secure))
    ended = shop.call("run", "--log-format", "json")
    assert ended.code in (69, 77)
    assert CANARY not in ended.out + ended.err
    assert CANARY not in (shop.home / "config.json").read_text()
    settle(shop, kafka={"brokers": f"me:{CANARY}@host:9092", "topics": ["t"]})
    ended = shop.call("run")
    assert ended.code == 78
    assert "kafka.brokers must be host:port" in ended.err
    assert CANARY not in ended.err


def test_brokers_without_topics_are_a_wrong_setting(shop: Shop) -> None:
    settle(shop, kafka={"brokers": "host:9092"})
    ended = shop.call("run")
    assert ended.code == 78
    assert "kafka must name brokers and topics, or neither" in ended.err


def test_without_the_extra_the_command_says_which(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.ingest.streams.kafka_client.find_spec", lambda _: None)
    settle(shop, kafka={"brokers": "127.0.0.1:9", "topics": ["t"]})
    ended = shop.call("run")
    assert ended.code == 78
    assert "pip install '.[kafka]'" in ended.err


def test_following_is_a_run_every_ten_seconds(shop: Shop) -> None:
    assert shop.call("run", "--follow", "--every", "1m").code == 2
    assert shop.call("run", "--follow", "--dry-run").code == 2


def test_what_waits_is_told_before(shop: Shop, cluster: Cluster, aws: str) -> None:
    topic = "waiting"
    client = boto3.client("kinesis", endpoint_url=aws)
    client.create_stream(StreamName=topic, ShardCount=1)
    kinesis = {"streams": [topic], "endpoint_url": aws}
    settle(shop, kafka=cluster.settings(topic), kinesis=kinesis)
    cluster.send(topic, [b"1", b"2", b"3"])
    said = shop.call("run", "--dry-run").out
    assert "about 3 messages in kafka:kafka" in said
    assert "kinesis:kinesis does not tell how many messages wait" in said
    found = " ".join(shop.call("doctor").out.split())
    assert "PASS kafka kafka:kafka answers, about 3 messages wait" in found
    assert "PASS kinesis kinesis:kinesis answers" in found
    assert not list(archived(Home(shop.home)))


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(each, marks=pytest.mark.deep) for each in range(2, 6))]
)
def test_the_tables_do_not_depend_on_which_source_brought_an_event(
    shop: Shop, cluster: Cluster, aws: str, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    rows = [line for batch in shop_lines(seed, batches=1) for line in batch]
    alone = Shop(tmp_path / "alone", shop.capsys)
    alone.put("all.jsonl", joined(rows))
    alone.settings(json.dumps(SETTINGS))
    assert alone.call("run").code == 0

    topic = f"beside-{seed}"
    sqs, stream = (boto3.client(each, endpoint_url=aws) for each in ("sqs", "kinesis"))
    queue = sqs.create_queue(QueueName=topic)["QueueUrl"]
    stream.create_stream(StreamName=topic, ShardCount=2)
    settle(
        shop,
        sqs={"queue_url": queue, "endpoint_url": aws, "wait_seconds": 0, "receivers": 1},
        kafka=cluster.settings(topic),
        kinesis={"streams": [topic], "endpoint_url": aws},
    )
    chance.shuffle(rows)
    for start in range(0, len(rows), 30):
        brought: dict[str, list[bytes]] = {"file": [], "sqs": [], "kafka": [], "kinesis": []}
        for row in rows[start : start + 30]:
            for source in chance.sample(list(brought), chance.choice([1, 1, 2])):
                brought[source].append(row or b" ")
        shop.put(f"{start}.jsonl", joined(brought["file"]))
        cluster.send(topic, brought["kafka"])
        for at in range(0, len(brought["sqs"]), 10):
            entries = [
                {"Id": str(number), "MessageBody": row.decode()}
                for number, row in enumerate(brought["sqs"][at : at + 10])
            ]
            sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        if brought["kinesis"]:
            keyed = [{"Data": row, "PartitionKey": str(row)[:99]} for row in brought["kinesis"]]
            stream.put_records(StreamName=topic, Records=keyed)
        ended = shop.call("ingest" if seed == 1 and not start else "run")
        assert ended.code == 0, ended.err
    assert {each.manifest.source.partition(":")[0] for each in archived(Home(shop.home))} >= {
        *("sqs", "kafka", "kinesis")
    }
    assert_same(silver(alone), silver(shop))


@pytest.mark.slow
def test_a_person_is_erased_from_what_a_stream_brought(shop: Shop, cluster: Cluster) -> None:
    topic, person = "erased", "zoe.person@shop.example"
    settle(shop, kafka=cluster.settings(topic))
    theirs = EVENTS.splitlines()[0].replace(b'"v"', b'"v1", "user_id": "%b"' % person.encode())
    others = LATE.splitlines()
    cluster.send(topic, [theirs], key=b"pseudonym", headers=[("a", b"b")], partition=0)
    cluster.send(topic, [others[0]], key=person.encode(), partition=0)
    cluster.send(topic, [others[1]], headers=[("user", person.encode())], partition=0)
    cluster.send(topic, [others[2]], key=b"kept", headers=[("x", b"y")], partition=0)
    cluster.send(topic, [None], key=b'{"user_id": "%b"}' % person.encode(), partition=0)
    assert shop.call("run").code == 0
    assert shop.call("erase", "--user", person).code == 0
    (batch,) = archived(Home(shop.home))
    stream = batch.manifest.stream
    assert stream is not None
    assert stream.keys == [None, None, None, "kept", None]
    assert stream.headers == [[], [], [], [["x", "y"]], []]
    assert stream.read[topic]["0"] == [0, 5]
    named = [
        path
        for path in shop.home.rglob("*")
        if path.is_file() and person.encode() in path.read_bytes()
    ]
    assert named == []
    cluster.send(topic, [message(1)], partition=0)
    assert "1 message received" in shop.call("ingest").out
