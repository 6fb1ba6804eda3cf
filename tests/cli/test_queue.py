"""run and ingest with a queue that speaks the real protocol: moto's server, on loopback."""

import json
import logging
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from moto.sqs.models import sqs_backends

from tests.cli.shop import BAD, EVENTS, LATE, SETTINGS, Shop
from tests.paths import PROJECT
from transforms.errors import StorageError

CANARY = "canary-secret-0123456789"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that speaks SQS."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the server runs in this process
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
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


class Filled:
    """A shop whose queue can be looked into."""

    def __init__(self, shop: Shop, server: str, name: str) -> None:
        self.shop = shop
        self.name = name
        self.server = server
        self.client = boto3.client("sqs", endpoint_url=server)
        self.url = self.client.create_queue(QueueName=name)["QueueUrl"]
        self.set()

    def set(self, **settings: Any) -> None:
        sqs = {
            "queue_url": self.url,
            "endpoint_url": self.server,
            "wait_seconds": 0,
            "receivers": 1,
        }
        self.shop.settings(json.dumps(SETTINGS | {"sqs": sqs | settings}))

    def send(self, *bodies: bytes) -> None:
        for body in bodies:
            self.client.send_message(QueueUrl=self.url, MessageBody=body.decode())

    def left(self) -> int:
        """Messages that are in the queue, hidden ones included."""
        return len(self._messages())

    def waiting(self) -> int:
        """Messages that could be received."""
        return sum(message.visible for message in self._messages())

    def pass_time(self) -> None:
        """Let the visibility timeout of every message end."""
        for message in self._messages():
            message.visible_at = 0

    def _messages(self) -> list[Any]:
        return list(sqs_backends["123456789012"]["eu-west-1"].queues[self.name]._messages)


@pytest.fixture
def filled(shop: Shop, server: str, request: pytest.FixtureRequest) -> Filled:
    return Filled(shop, server, re.sub(r"\W+", "-", request.node.name)[:60])


def test_messages_become_tables_beside_the_inbox(filled: Filled) -> None:
    one, *_ = EVENTS.splitlines()
    array = b"[" + b",".join(EVENTS.splitlines()) + b"]"
    sns = json.dumps({"Type": "Notification", "Message": LATE.decode()}).encode()
    filled.send(one, array, sns, BAD.strip())
    filled.shop.put("a.jsonl", EVENTS)
    ended = filled.shop.call("run")
    assert ended.code == 0, ended.err
    said = ended.out.splitlines()
    assert said[0].endswith(": 4 written + 0 repeated; 4 deleted, 0 left there")
    assert said[1].startswith(
        "2 batches loaded: 11 lines = 4 new events + 6 duplicates + 1 refused"
    )
    assert filled.left() == 0
    found = filled.shop.ask(
        "select count(*) as lines, count(message_id) as named, count(distinct message_id) as ids"
        " from stg_events"
    )
    assert found == [{"lines": 10, "named": 7, "ids": 3}]
    dead_letters = filled.shop.ask(
        "select message_id is not null as named, decode(raw) as raw from dead_letters"
    )
    assert dead_letters == [{"named": True, "raw": BAD.decode().strip()}]
    again = filled.shop.call("run")
    assert (again.code, again.out.splitlines()[-1]) == (0, "nothing new to load")
    assert "no message received" in again.out


def test_ingest_takes_messages_and_named_files_leave_the_queue_alone(
    filled: Filled, tmp_path: Path
) -> None:
    filled.send(EVENTS)
    path = tmp_path / "named.jsonl"
    path.write_bytes(LATE)
    assert filled.shop.call("ingest", str(path)).out == "1 batch staged\n"
    assert filled.left() == 1
    assert filled.shop.call("ingest").out.splitlines()[-1] == "1 batch staged"
    assert filled.left() == 0


def test_messages_that_are_not_deleted_are_loaded_once(filled: Filled) -> None:
    filled.set(delete="never")
    filled.send(EVENTS)
    assert "1 written + 0 repeated; 0 deleted, 1 left there" in filled.shop.call("run").out
    assert "no message received" in filled.shop.call("run").out
    filled.pass_time()
    filled.set()
    again = filled.shop.call("run").out.splitlines()
    assert again[0].endswith("0 written + 1 repeated; 1 deleted, 0 left there")
    assert again[1] == "nothing new to load"
    assert filled.left() == 0


@pytest.mark.parametrize(
    ("settings", "environment", "code"),
    [
        pytest.param({"queue_url": "http://127.0.0.1/1/nowhere"}, {}, 78, id="a wrong queue"),
        pytest.param({"endpoint_url": "http://127.0.0.1:9"}, {}, 69, id="nobody listens"),
        pytest.param(
            {}, {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, 69, id="nobody"
        ),
        pytest.param({}, {"AWS_DEFAULT_REGION": None}, 78, id="no region"),
        pytest.param({}, {"AWS_PROFILE": "missing"}, 78, id="a missing profile"),
        pytest.param({"region": "not a region!"}, {}, 78, id="an odd region"),
    ],
)
def test_a_queue_that_cannot_be_used_is_told_and_costs_no_file(
    filled: Filled,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    environment: dict[str, str | None],
    code: int,
) -> None:
    filled.set(**settings)
    for name, value in environment.items():
        monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    filled.shop.put("a.jsonl", EVENTS)
    ended = filled.shop.call("ingest")
    assert ended.code == code, ended.err
    assert "1 batch staged" in ended.out
    assert ended.err.splitlines()[-1].startswith("error: ")
    assert CANARY not in ended.out + ended.err
    assert "Traceback" not in ended.err


def test_without_an_answer_files_and_staged_batches_are_loaded_all_the_same(filled: Filled) -> None:
    filled.shop.put("a.jsonl", EVENTS)
    assert filled.shop.call("ingest").code == 0
    filled.set(endpoint_url="http://127.0.0.1:9")
    filled.shop.put("b.jsonl", LATE)
    ended = filled.shop.call("run")
    assert (ended.code, ended.out.splitlines()[-1][:16]) == (69, "2 batches loaded")


@pytest.mark.parametrize("key", ["queue_url", "endpoint_url"])
@pytest.mark.parametrize("address", [f"http://me:{CANARY}@host/1/q", "ftp://host/q", "no address"])
def test_an_address_that_cannot_be_is_78_and_shows_no_password(
    filled: Filled, key: str, address: str
) -> None:
    filled.set(**{key: address})
    ended = filled.shop.call("run")
    assert ended.code == 78
    assert f"sqs.{key}" in ended.err
    assert CANARY not in ended.err


def test_a_debug_log_shows_no_secret(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKEHOUSE_LOG_LEVEL", "debug")
    monkeypatch.setenv("AWS_SESSION_TOKEN", f"token-{CANARY}")
    filled.send(EVENTS)
    ended = filled.shop.call("run", "--log-format", "json")
    assert ended.code == 0
    assert "messages_taken" in ended.err
    assert CANARY not in ended.out + ended.err
    assert "Signature" not in ended.err


@pytest.mark.slow
def test_a_run_that_fails_gives_its_messages_back(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.send(EVENTS)
    with monkeypatch.context() as patch:
        patch.setattr("transforms.archive.writer.BatchWriter.finish", full_disk)
        assert filled.shop.call("ingest").code == 74
    assert "no message received" in filled.shop.call("ingest").out
    filled.pass_time()
    assert "1 written" in filled.shop.call("run").out
    assert filled.left() == 0


@pytest.mark.slow
def test_what_was_redriven_is_taken_from_the_dead_letter_queue(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = filled.client.create_queue(QueueName=f"{filled.name}-last")["QueueUrl"]
    found = filled.client.get_queue_attributes(QueueUrl=last, AttributeNames=["QueueArn"])
    policy = {"deadLetterTargetArn": found["Attributes"]["QueueArn"], "maxReceiveCount": "1"}
    filled.client.set_queue_attributes(
        QueueUrl=filled.url, Attributes={"RedrivePolicy": json.dumps(policy)}
    )
    filled.send(EVENTS)
    with monkeypatch.context() as patch:
        patch.setattr("transforms.archive.writer.BatchWriter.finish", full_disk)
        assert filled.shop.call("ingest").code == 74
    filled.pass_time()
    assert "no message received" in filled.shop.call("ingest").out
    filled.set(queue_url=last)
    assert "1 written" in filled.shop.call("run").out
    assert filled.shop.ask("select count(*) as n from fct_events") == [{"n": 3}]


def full_disk(*_: object, **__: object) -> None:
    raise StorageError("no space left")


@pytest.mark.deep
def test_a_killed_run_loses_nothing(filled: Filled) -> None:
    filled.send(*(EVENTS.replace(b'"v"', f'"v{number}"'.encode()) for number in range(25)))
    command = [sys.executable, str(PROJECT / "etl.py"), "ingest", "--home", str(filled.shop.home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and filled.waiting() > 5:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    filled.pass_time()
    assert filled.shop.call("run").code == 0
    assert filled.left() == 0
    assert filled.shop.ask(
        "select count(*) as n, count(distinct user_pseudo_id) as people from stg_events"
        " where not is_duplicate"
    ) == [{"n": 51, "people": 25}]


@pytest.mark.parametrize("command", ["ingest", pytest.param("run", marks=pytest.mark.deep)])
def test_a_full_disk_is_74_before_a_message_is_received(filled: Filled, command: str) -> None:
    filled.send(EVENTS)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 << 20, limits[1]))  # a file may not be larger
    try:
        assert filled.shop.call(command).code == 74
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert filled.waiting() == 1
    assert "1 written" in filled.shop.call(command).out


@pytest.mark.deep
def test_the_doctor_and_a_dry_run_look_at_the_queue_and_receive_nothing(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.send(b"{}", b"{}", b"{}")
    ended = filled.shop.call("doctor", "--json")
    found = {each["subject"]: each for each in ended.rows["findings"]}
    assert (ended.code, ended.err) == (0, "")
    assert found["queue"]["find"] == f"{filled.name}: about 3 waiting, 0 in flight"
    assert "queue's clock" not in found
    assert CANARY not in ended.out
    assert f"about 3 messages in {filled.name}" in filled.shop.call("run", "--dry-run").out
    assert filled.waiting() == 3

    filled.set(queue_url=f"{filled.url}-missing")
    code = filled.shop.call("run").code
    assert filled.shop.call("doctor").code == code == filled.shop.call("run", "--dry-run").code
    filled.set()
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert filled.shop.call("doctor").code == filled.shop.call("run").code == 69
