"""kill -9 of runs that read Kafka or Kinesis: every message is archived once, and counts once."""

import json
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

pytest.importorskip("confluent_kafka")

from moto.server import ThreadedMotoServer

from tests.faults.homes import SETTINGS, called, new_home
from tests.faults.test_kills import KILLS, kill
from tests.streams import Cluster, message
from transforms.archive.reader import archived
from transforms.archive.stream_parts import rank, spans_of
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.close()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "eu-west-1")
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


def home_of(folder: Path, **sections: Any) -> Path:
    home = new_home(folder / "home")
    (home / "config.json").write_text(json.dumps(SETTINGS | sections))
    return home


def assert_archived_once(home: Path, count: int) -> None:
    manifests = [each.manifest for each in archived(Home(home))]
    ids = [message_id for each in manifests for message_id in each.message_ids]
    assert (len(ids), len(set(ids))) == (count, count)
    streams = [each.stream for each in manifests if each.stream is not None]
    assert [each.lost for each in streams] == [{}] * len(manifests)
    read = [span for each in streams for span in spans_of(each.read)]
    for partition in {each for each, _, _ in read}:
        spans = [(first, after) for each, first, after in read if each == partition]
        spans.sort(key=lambda span: (rank(span[0]), rank(span[1])))
        assert [after for _, after in spans[:-1]] == [first for first, _ in spans[1:]]


def assert_counted_once(home: Path, count: int) -> None:
    with open_lake(Home(home), Config.model_validate(SETTINGS), read_only=True) as lake:
        found = lake.execute(
            "select count(*), count(distinct page_title), count(distinct message_id),"
            " count(*) filter (where is_duplicate) from lake.staging.stg_events"
        ).fetchall()
        assert found == [(count, count, count, 0)]
        facts = "select count(*), count(distinct event_id) from lake.silver.fct_events"
        assert lake.execute(facts).fetchall() == [(count, count)]


@pytest.mark.deep
def test_an_intake_that_is_killed_archives_every_message_once(
    cluster: Cluster, tmp_path: Path
) -> None:
    home = home_of(tmp_path, kafka=cluster.settings("events"))
    chance = random.Random(1)
    for start in (0, 1_000):
        cluster.send("events", map(message, range(start, start + 1_000)))
        kill(home, 1.0, chance, "ingest")
    ended = called(home, "ingest")
    assert ended.returncode == 0, ended.stderr
    assert_archived_once(home, 2_000)


def run_to_the_end(home: Path) -> None:
    while "no message received" not in (ended := called(home)).stdout:
        assert ended.returncode == 0, ended.stderr


@pytest.mark.deep
def test_runs_over_kafka_are_killed_anywhere(cluster: Cluster, tmp_path: Path) -> None:
    count, kills = 30_000, 20
    home = home_of(tmp_path, kafka=cluster.settings("events", max_messages=2_000))
    chance = random.Random(2)
    for start in range(0, count, count // kills * KILLS):
        cluster.send("events", map(message, range(start, start + count // kills * KILLS)))
        for _ in range(KILLS):
            kill(home, 3.0, chance)
        assert called(home).returncode == 0  # a third kill would set the batch aside
    run_to_the_end(home)
    assert_archived_once(home, count)
    assert_counted_once(home, count)


@pytest.mark.deep
def test_runs_over_kinesis_are_killed_anywhere(aws: str, tmp_path: Path) -> None:
    count, kills = 4_000, 20
    client = boto3.client("kinesis", endpoint_url=aws)
    client.create_stream(StreamName="events", ShardCount=3)
    home = home_of(tmp_path, kinesis={"streams": ["events"], "endpoint_url": aws})
    chance = random.Random(3)
    for start in range(0, count, count // kills * KILLS):
        numbers = range(start, start + count // kills * KILLS)
        records = [{"Data": message(each), "PartitionKey": str(each)} for each in numbers]
        client.put_records(StreamName="events", Records=records)
        for _ in range(KILLS):
            kill(home, 3.0, chance)
        assert called(home).returncode == 0
    run_to_the_end(home)
    assert_archived_once(home, count)
    assert_counted_once(home, count)
