"""Tasks read of an archive what one machine loaded of it; no cluster is needed to see it."""

import pickle
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pyarrow
import pytest

from tests.buckets import new_bucket, object_store
from tests.cli.shop import BAD
from tests.engines.archives import MANY, MAPPED, home_of_all_kinds
from transforms.archive.formats import FORMATS
from transforms.archive.reader import archived, archived_ids
from transforms.archive.writer import BatchWriter
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.load.chunk_lines import Reader, Task

CHUNK, TASK = 1_500, 4_000
#: A line as it was staged, but for what the order of the batches decides.
STAGED = """
    select * exclude (is_duplicate, processed_at)
    replace (list_filter(warnings, lambda code: code <> 'W_ID_CONFLICT') as warnings)
    from staging.stg_events
"""
REFUSED = "select * exclude (refused_at) from ops.dead_letters"


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory: pytest.TempPathFactory) -> Lakehouse:
    return home_of_all_kinds(tmp_path_factory.mktemp("chunks") / "home")


@pytest.fixture
def reader(lakehouse: Lakehouse, tmp_path: Path) -> Reader:
    return Reader.of(lakehouse.home, lakehouse.config, tmp_path, CHUNK)


@pytest.fixture
def tasks(lakehouse: Lakehouse, reader: Reader) -> list[Task]:
    return reader.cut(archived_ids(lakehouse.home), TASK)


@pytest.mark.slow
def test_the_same_lines_and_refusals(
    lakehouse: Lakehouse, reader: Reader, tasks: list[Task], tmp_path: Path
) -> None:
    reader, tasks = pickle.loads(pickle.dumps((reader, tasks)))  # noqa: S301 - as they are sent
    batches = [batch for task in tasks for batch in reader.read(task)]
    read = pyarrow.Table.from_batches(batches, reader.schema())
    assert not list(tmp_path.iterdir())
    with lakehouse.reading() as lake:
        lake.register("read", read)
        columns = ", ".join(f"line.{name}" for (name, *_) in lake.sql(STAGED).description)
        lines = f"select {columns} from read where line is not null"
        refusals = "select unnest(refusal) from read where refusal is not null"
        for wanted, found in ((STAGED, lines), (REFUSED, refusals)):
            assert lake.sql(f"{wanted} except all ({found})").fetchall() == []
            assert lake.sql(f"{found} except all ({wanted})").fetchall() == []
            assert lake.sql(found).types == lake.sql(wanted).types
        keys = lake.sql("select count(distinct line.line_key) = count(line) from read").fetchall()
    assert keys == [(True,)]


def test_the_archive_has_all_that_tasks_may_meet(lakehouse: Lakehouse, tasks: list[Task]) -> None:
    kinds = {
        (batch.manifest.format, batch.manifest.source_name) for batch in archived(lakehouse.home)
    }
    assert kinds == {*((name, "") for name in FORMATS), ("jsonl", MAPPED)}
    pieces = [piece for task in tasks for piece in task]
    assert max(Counter(piece.batch_id for piece in pieces).values()) >= 5
    assert any(piece.chunk and piece.chunk.is_giant for piece in pieces)
    assert any(piece.chunk and piece.chunk.spans for piece in pieces)
    assert sum(piece.chunk is None for piece in pieces) == 1  # the packed one


def test_a_task_has_as_much_as_it_may(tasks: list[Task]) -> None:
    sizes = [sum(piece.size for piece in task) for task in tasks if len(task) > 1]
    assert sizes
    assert max(sizes) <= TASK
    for task, after in pairwise(tasks):
        assert sum(each.size for each in task) + after[0].size > TASK


def test_a_reader_tells_no_address(lakehouse: Lakehouse, reader: Reader) -> None:
    secret = {"catalog": "postgres:host=db password=hunter2"}
    warehouse = lakehouse.config.warehouse.model_copy(update=secret)
    config = lakehouse.config.model_copy(update={"warehouse": warehouse})
    told = pickle.dumps(Reader.of(lakehouse.home, config, reader.scratch))
    assert b"hunter2" in pickle.dumps(config)
    assert b"hunter2" not in told


def test_a_batch_in_a_bucket_is_read_as_a_whole(lakehouse: Lakehouse, tmp_path: Path) -> None:
    content = MANY + BAD
    with object_store() as client:
        bucket = new_bucket(client, "lines")
        home = Home(tmp_path, f"s3://{bucket.name}/raw/")
        with BatchWriter(home) as writer:
            writer.append(content)
            writer.finish("sqs:events", message_ids=["m1", "m2"], message_lines=[40, 1])
        reader = Reader.of(home, lakehouse.config, tmp_path, CHUNK)
        ((piece,),) = tasks = reader.cut(archived_ids(home), TASK)
        rows = [row for task in tasks for batch in reader.read(task) for row in batch.to_pylist()]
    assert (piece.chunk, piece.size) == (None, len(content))
    lines = sorted(row["line"]["line_number"] for row in rows if row["line"])
    assert lines == list(range(1, 41))
    refused = [row["refusal"] for row in rows if row["refusal"]]
    assert [(each["line_number"], each["message_id"]) for each in refused] == [(41, "m2")]
    assert [each["byte_offset"] for each in refused] == [len(MANY)]
