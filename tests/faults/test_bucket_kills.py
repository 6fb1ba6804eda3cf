"""kill -9 around every call that changes an archive in a bucket: the next command ends the same."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.buckets import Bucket, new_bucket, object_store
from tests.cli.shop import SETTINGS, Shop
from tests.events import event, lines
from tests.paths import PROJECT

pytestmark = pytest.mark.deep
PERSON = "zoe@shop.example"
EVENTS = lines(event("page_view", "phone", user_id=PERSON), event("page_view", "other", 1))
#: Ends the process right before or right after its n-th change.
DEADLY = """
import os, sys
from transforms.system.objects import Objects
at, moment = int(sys.argv[1]), sys.argv[2]
changes = 0
def deadly(name):
    step = getattr(Objects, name)
    def run(*arguments, **options):
        global changes
        changes += 1
        if changes == at and moment == "before":
            os._exit(9)
        step(*arguments, **options)
        if changes == at:
            os._exit(9)
    setattr(Objects, name, run)
for name in ("_sent", "remove"):
    deadly(name)
from transforms.cli import main
main(sys.argv[3:])
"""
#: How often each command changes the bucket.
CHANGES = {"run": 2, "erase": 3, "maintain": 2}
POINTS = [
    (command, at, moment)
    for command, changes in CHANGES.items()
    for at in range(1, changes + 1)
    for moment in ("before", "after")
]


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with object_store() as client:
        yield client


@pytest.mark.parametrize(("command", "at", "moment"), POINTS)
def test_a_command_that_is_killed_is_ended_by_the_next(
    client: Any, tmp_path: Path, capsys: Any, command: str, at: int, moment: str
) -> None:
    bucket = new_bucket(client, f"{command}-{at}-{moment}")
    shop = Shop(tmp_path, capsys)
    settings = {"archive": {"path": f"s3://{bucket.name}"}, **SETTINGS}
    settings |= {"maintenance": {"compress_archive_days": 0, "every_batches": 0}}
    shop.settings(json.dumps(settings))
    shop.put("a.jsonl", EVENTS)
    words = [command, *(["--user", PERSON] if command == "erase" else [])]
    if command != "run":
        assert shop.call("run").code == 0
    killed = subprocess.run(
        [sys.executable, "-c", DEADLY, str(at), moment, *words, "--home", str(shop.home)],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    assert killed.returncode == 9, killed.stderr
    ended = shop.call(*words)
    assert ended.code == 0, ended.err
    assert shop.call("run").code == 0
    check(shop, bucket, command)


def check(shop: Shop, bucket: Bucket, command: str) -> None:
    """One batch, whole, that is loaded once; a person who was erased is gone."""
    rows = shop.ask("select visitor_id from fct_events order by 1")
    visitors = ["other"] if command == "erase" else ["other", "phone"]
    assert [row["visitor_id"] for row in rows] == visitors
    assert [row["n"] for row in shop.ask("select count(*) as n from ops.batches")] == [1]
    ending = "jsonl.zst" if command == "maintain" else "jsonl"
    endings = sorted(key.partition(".")[2] for key in bucket.objects)
    assert endings == [ending, "manifest.json"]
    if command == "erase":
        assert not [key for key, content in bucket.objects.items() if PERSON.encode() in content]
    verified = shop.call("verify", "--from-archive")
    assert verified.code == 0, verified.out + verified.err
