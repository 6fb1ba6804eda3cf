"""Spark reads the archive as one machine does: the same lines and refusals, row for row."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.engines.archives import home_of_all_kinds
from transforms.archive.formats.format import Chunk
from transforms.archive.formats.json_lines import JsonLines
from transforms.engines import spark_models
from transforms.engines.extra import JAVA, java_version
from transforms.engines.spark import spark_session
from transforms.errors import Unavailable
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.load.chunk_lines import Reader
from transforms.models.staging import staging_models
from transforms.quality.differences import Verdict
from transforms.quality.spark_lines import compare_lines, read_lines

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(java_version() != JAVA, reason=f"needs Java {JAVA}"),
    pytest.mark.filterwarnings("ignore"),  # PySpark leaves sockets to be collected
]
CHUNK, TASK = 1_500, 8_000


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory: pytest.TempPathFactory) -> Lakehouse:
    return home_of_all_kinds(tmp_path_factory.mktemp("reading") / "home")


@pytest.fixture(scope="module")
def session(lakehouse: Lakehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with spark_session(tmp_path_factory.mktemp("session"), lakehouse.config) as session:
        yield session


def test_the_same_lines_and_refusals(lakehouse: Lakehouse, session: Any, tmp_path: Path) -> None:
    verdict = read_by_spark(session, lakehouse, tmp_path)
    assert verdict.differences == []
    assert verdict.tables == 2
    assert verdict.rows > 150


def test_a_chunk_that_counts_its_lines_wrongly_is_found(
    lakehouse: Lakehouse, session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = JsonLines.cut

    def miscounted(*arguments: Any) -> Iterator[Chunk]:
        for chunk in cut(*arguments):
            yield replace(chunk, first_line=chunk.first_line + (chunk.first_line > 20))

    monkeypatch.setattr(JsonLines, "cut", miscounted)
    verdict = read_by_spark(session, lakehouse, tmp_path)
    assert [each.table for each in verdict.differences] == ["stg_events", "dead_letters"]


def test_events_without_a_first_line_are_found(
    lakehouse: Lakehouse, session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = [
        replace(model, body=model.body.replace("line_key > repeated", "line_key >= repeated"))
        for model in staging_models(is_typed=False)
    ]
    monkeypatch.setattr(spark_models, "staging_models", lambda is_typed: models)  # noqa: ARG005
    (found,) = read_by_spark(session, lakehouse, tmp_path).differences
    assert found.table == "stg_events"
    assert {row[found.columns.index("is_duplicate")] for row in found.rows} == {0, 1}


def test_workers_that_do_not_see_the_archive_are_told(
    lakehouse: Lakehouse, session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = partial(replace, home=Home(tmp_path / "elsewhere"))
    monkeypatch.setattr(Reader, "read", lambda self, task: _READ(away(self), task))
    with pytest.raises(Unavailable, match=r"must read the archive.*InputMissing.*elsewhere"):
        read_by_spark(session, lakehouse, tmp_path)


_READ = Reader.read


def read_by_spark(session: Any, lakehouse: Lakehouse, folder: Path) -> Verdict:
    (folder / "staged").mkdir()
    with lakehouse.reading() as lake:
        lake.execute("attach ':memory:' as aside")
        read_lines(session, lakehouse, lake, folder, chunk_bytes=CHUNK, task_bytes=TASK)
        return compare_lines(lake, folder)
