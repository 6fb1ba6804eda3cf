"""An archive in a bucket: a batch is whole or not there, and no name is written twice."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.buckets import AWAY, Bucket, new_bucket, object_store
from tests.events import event, lines
from tests.queues import FakeSqs, queue_settings
from transforms.archive import bucket as bucket_module
from transforms.archive.compression import pack_batches
from transforms.archive.message_lines import name_messages
from transforms.archive.reader import Batch, unpacked
from transforms.archive.records import read_records
from transforms.archive.store import store_of
from transforms.archive.writer import (
    Archive,
    BatchWriter,
    archived,
    archived_by_sha,
    archived_ids,
    read_batch,
    remove_leftovers,
    staged_ids,
    unstage,
)
from transforms.errors import (
    ConfigError,
    InputMissing,
    LakehouseError,
    NotPermitted,
    StorageError,
    Unavailable,
)
from transforms.home import Home
from transforms.ingest.queue.consumer import take_messages
from transforms.ingest.queue.sqs import Queue
from transforms.privacy.archive_lines import blank_lines
from transforms.system.objects import Objects

LINES = lines(*(event("page_view", f"v{visitor}", visitor) for visitor in range(50)))


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with object_store() as client:
        yield client


@pytest.fixture
def bucket(client: Any) -> Bucket:
    return new_bucket(client, f"b{os.urandom(8).hex()}")


@pytest.fixture
def home(bucket: Bucket, tmp_path: Path) -> Home:
    return Home(tmp_path, f"s3://{bucket.name}/raw/shop/")


def written(home: Home, content: bytes = LINES) -> Batch:
    with BatchWriter(home) as writer:
        writer.append(content)
        return writer.finish("test")


def keys(bucket: Bucket) -> set[str]:
    return {key.removeprefix("raw/shop/") for key in bucket.objects}


def test_a_batch_is_two_objects_and_nothing_else_remains(home: Home, bucket: Bucket) -> None:
    batch = written(home)
    assert keys(bucket) == {f"{batch.batch_id}.jsonl", f"{batch.batch_id}.manifest.json"}
    assert bucket.read(f"raw/shop/{batch.batch_id}.jsonl") == LINES
    assert batch.address == f"s3://{bucket.name}/raw/shop/{batch.batch_id}.jsonl"
    assert (archived_ids(home), staged_ids(home)) == ([batch.batch_id], [batch.batch_id])
    assert list(archived(home)) == [batch]
    link = home.staging / batch.name
    assert os.readlink(link) == batch.address  # noqa: PTH115 - a path would lose a slash
    assert list(home.tmp.iterdir()) == []
    assert not home.archive.exists()


def test_the_same_bytes_are_found_again(home: Home, bucket: Bucket) -> None:
    batch = written(home)
    again = written(home)
    assert (again.batch_id, again.is_duplicate) == (batch.batch_id, True)
    assert len(bucket.objects) == 2


def test_what_is_no_batch_is_not_there(home: Home) -> None:
    with pytest.raises(InputMissing, match="s3://"):
        read_batch(home, "processing_batch_20240101_000000_000000000000")


def test_packing_keeps_the_lines(home: Home, bucket: Bucket) -> None:
    batch = written(home)
    unstage(home, batch.batch_id)
    done = pack_batches(home, [batch.batch_id])
    assert (done.batches, done.failures) == (1, [])
    assert keys(bucket) == {f"{batch.batch_id}.jsonl.zst", f"{batch.batch_id}.manifest.json"}
    packed = read_batch(home, batch.batch_id)
    assert b"".join(packed.blocks()) == LINES
    assert unpacked(packed, home.tmp).read_bytes() == LINES
    assert read_records(home, batch.batch_id, {2})[2] == LINES.splitlines()[1]


@pytest.mark.parametrize("packs", [False, True], ids=["plain", "packed"])
def test_blanking_puts_the_new_lines_over_the_old(
    home: Home, bucket: Bucket, *, packs: bool
) -> None:
    batch = written(home)
    if packs:
        pack_batches(home, [batch.batch_id])
    sha256 = blank_lines(home, batch.batch_id, [3])
    assert blank_lines(home, batch.batch_id, [3]) == sha256
    found = read_batch(home, batch.batch_id)
    assert found.manifest.sha256 == sha256
    assert found.manifest.former_sha256 == [batch.manifest.sha256]
    text = b"".join(found.blocks()).splitlines()
    assert (text[2].strip(), text[3]) == (b"", LINES.splitlines()[3])
    assert len(bucket.objects) == 2


def killed_at(home: Home, kind: type, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a writer's process where it calls something for the second time."""
    calls = []
    step = getattr(kind, name)

    def dies(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            os._exit(9)
        return step(*arguments, **options)

    child = os.fork()
    if not child:
        monkeypatch.setattr(kind, name, dies)
        written(home)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_lines_without_a_manifest_are_no_batch_and_go(
    home: Home, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at(home, Objects, "put_new", monkeypatch)
    (left,) = keys(bucket)
    assert left.endswith(".jsonl")
    assert archived_ids(home) == []
    with pytest.raises(InputMissing):
        read_batch(home, left.removesuffix(".jsonl"))
    bucket.put("raw/shop/notes.jsonl", b"of somebody")
    remove_leftovers(home)
    assert keys(bucket) == {"notes.jsonl"}
    assert written(home).batch_id in archived_ids(home)


def test_a_slow_writer_whose_lines_were_removed_takes_another_name(
    home: Home, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_new, calls = Objects.put_new, []

    def slow(objects: Objects, name: str, content: Any) -> bool:
        calls.append(name)
        if len(calls) == 2:
            remove_leftovers(home)  # of another home, while this writer sleeps
        return put_new(objects, name, content)

    monkeypatch.setattr(Objects, "put_new", slow)
    batch = written(home)
    assert b"".join(read_batch(home, batch.batch_id).blocks()) == LINES
    assert keys(bucket) == {f"{batch.batch_id}.jsonl", f"{batch.batch_id}.manifest.json"}
    assert not calls[0].startswith(batch.batch_id)


def test_a_name_that_is_being_cleared_is_not_given(
    home: Home, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who clears lines has taken the manifest's name, and was killed before it removed them."""
    put_new, calls = Objects.put_new, []

    def cleared(objects: Objects, name: str, content: Any) -> bool:
        calls.append(name)
        if len(calls) == 2:
            bucket.put(f"raw/shop/{name}", b"")
        return put_new(objects, name, content)

    monkeypatch.setattr(Objects, "put_new", cleared)
    batch = written(home)
    assert archived_ids(home) == [batch.batch_id]
    remove_leftovers(home)
    assert keys(bucket) == {f"{batch.batch_id}.jsonl", f"{batch.batch_id}.manifest.json"}


def test_lines_whose_manifest_comes_while_they_are_cleared_stay(
    home: Home, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = written(home)
    told = f"raw/shop/{batch.batch_id}.manifest.json"
    manifest = bucket.read(told)
    bucket.client.delete_object(Bucket=bucket.name, Key=told)
    listed = Objects.listed

    def and_then_it_comes(objects: Objects, beginning: str) -> dict[str, int]:
        found = listed(objects, beginning)
        bucket.put(told, manifest)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Objects, "listed", and_then_it_comes)
        remove_leftovers(home)
    assert b"".join(read_batch(home, batch.batch_id).blocks()) == LINES


def test_a_taken_name_is_not_written_over(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = archived_by_sha(home)
    assert archive.find("0" * 64) is None  # it is listed before the other writer's batch is there
    first = written(home, LINES)
    free_id, asked = Archive.free_id, []

    def the_same_first(self: Archive, *given: Any) -> str:
        asked.append(1)
        return first.batch_id if len(asked) == 1 else free_id(self, *given)

    monkeypatch.setattr(Archive, "free_id", the_same_first)
    with BatchWriter(home, archive) as writer:
        writer.append(LINES)
        second = writer.finish("other")
    assert first.batch_id != second.batch_id
    assert [each.manifest.source for each in archived(home)] == ["test", "other"]


def test_an_answer_that_was_lost_makes_no_second_batch(
    home: Home, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Objects._sent

    def twice(objects: Objects, name: str, content: Any, **more: str) -> None:
        sent(objects, name, content, **more)
        if name.endswith(".manifest.json"):
            sent(objects, name, content, **more)

    monkeypatch.setattr(Objects, "_sent", twice)
    assert written(home).batch_id in archived_ids(home)
    assert len(bucket.objects) == 2


def test_more_than_a_thousand_objects_are_listed(home: Home, bucket: Bucket) -> None:
    from moto.s3.models import s3_backends

    backend = next(
        each["aws"] for each in s3_backends.values() if bucket.name in each["aws"].buckets
    )
    ids = [f"processing_batch_20240101_000000_{number:012x}" for number in range(600)]
    for batch_id in ids:
        for ending in (".jsonl", ".manifest.json"):
            backend.put_object(bucket.name, f"raw/shop/{batch_id}{ending}", b"{}")
    assert archived_ids(home) == ids


ANSWERS = [
    pytest.param("AccessDenied", 403, NotPermitted, id="not permitted"),
    pytest.param("SignatureDoesNotMatch", 403, NotPermitted, id="a wrong secret"),
    pytest.param("NoSuchBucket", 404, ConfigError, id="no such bucket"),
    pytest.param("InternalError", 500, Unavailable, id="the store is ill"),
    pytest.param("SlowDown", 503, Unavailable, id="the store is busy"),
]


@pytest.mark.parametrize(("code", "status", "kind"), ANSWERS)
def test_what_the_store_answers_is_told_with_its_names(
    home: Home,
    bucket: Bucket,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    status: int,
    kind: type[LakehouseError],
) -> None:
    def refuses(*_: Any, **__: Any) -> None:
        answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
        raise ClientError(answer, "PutObject")

    monkeypatch.setattr(Objects, "_sent", refuses)
    with pytest.raises(kind, match=rf"{bucket.name} at http://127.0.0.1:\d+.*") as told:
        written(home)
    assert code in str(told.value)


@pytest.mark.usefixtures("client")
def test_a_bucket_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="NoSuchBucket for nowhere at http"):
        archived_ids(Home(tmp_path, "s3://nowhere"))


def test_a_store_that_is_away_is_unavailable(
    home: Home, monkeypatch: pytest.MonkeyPatch, bucket: Bucket
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", AWAY)
    with pytest.raises(Unavailable, match=f"{bucket.name} at {AWAY} must answer"):
        store_of(home).check_room(10)


def test_lines_that_break_off_are_asked_for_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = written(home)
    get_object = batch.store._objects._client.get_object  # type: ignore[attr-defined]
    answers = []

    def short(**asked: Any) -> Any:
        answer = get_object(**asked)
        answers.append(answer)
        if len(answers) < 3:
            answer["Body"]._content_length = str(len(LINES) + 1)
        return answer

    monkeypatch.setattr(batch.store._objects._client, "get_object", short)  # type: ignore[attr-defined]
    assert b"".join(batch.blocks()) == LINES


def test_no_message_is_deleted_before_its_batch_is_in_the_bucket(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, settings = FakeSqs(LINES.decode().splitlines()), queue_settings(receivers=1)
    queue = Queue(client, settings)
    with monkeypatch.context() as patch:
        sent = Objects._sent

        def refuses(objects: Objects, name: str, content: Any, **more: str) -> None:
            if name.endswith(".manifest.json"):
                raise EndpointConnectionError(endpoint_url=AWAY)
            sent(objects, name, content, **more)

        patch.setattr(Objects, "_sent", refuses)
        with pytest.raises(Unavailable):
            take_messages(queue, home, settings)
    assert (len(client.bodies), archived_ids(home)) == (50, [])
    client.pass_time(settings.visibility_timeout)
    assert take_messages(queue, home, settings).deleted == 50
    (batch,) = archived(home)
    with duckdb.connect() as connection:
        connection.execute("create table line_messages (line_key bigint, message_id varchar)")
        name_messages(connection, batch, 100)
        found = connection.execute("select message_id from line_messages order by line_key")
        assert [each for (each,) in found.fetchall()] == batch.manifest.message_ids


def test_a_batch_beyond_one_put_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket_module, "_MOST_BYTES", 10)
    with pytest.raises(StorageError, match="5 GB at most"):
        written(home)
