"""Rows of a source go the whole way: typed, refused, skipped, replayed, mended and erased."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.privacy.conftest import SETTINGS
from tests.privacy.grep import paths_naming
from transforms.archive.reader import archived
from transforms.config import Config
from transforms.errors import ConfigError, UnknownSource
from transforms.home import Home
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.inbox import take_files
from transforms.lakehouse import Lakehouse
from transforms.load.process import process_staging
from transforms.load.replay import replay_batches
from transforms.models.fingerprint import check_fingerprint
from transforms.operate.maintenance import maintain
from transforms.privacy import erase
from transforms.quality.verify import verify_lake
from transforms.system.progress import Progress

pytestmark = pytest.mark.unplanned
PERSON = "zoe.person@shop.example"
ROWS = (
    "Client;User;What;When;Note;Total\r\n"
    f'phone-of-anna;anna;page view;26.02.2025 10:00;"two\r\nlines";\r\n'
    f"phone-of-zoe;{PERSON};bought;26.02.2025 10:05;zoesecret;1.234,50\r\n"
    f"phone-of-zoe;;page view;26.02.2025 10:06;zoesecret;\r\n"
    f"phone-of-zoe;{PERSON};heartbeat;26.02.2025 10:07;zoesecret;\r\n"
    "phone-of-anna;anna;heartbeat;26.02.2025 10:08;;\r\n"
    f"phone-of-zoe;{PERSON};bought;soon;zoesecret;5\r\n"
    "too;few\r\n"
    "phone-of-bert;bert;bought;26.02.2025 11:00;;12,5\r\n"
)
MAPPING: dict[str, Any] = {
    "format": "csv",
    "csv": {"delimiter": ";", "decimal": ","},
    "time_format": "%d.%m.%Y %H:%M",
    "timezone": "Europe/Berlin",
    "events": {"page view": "page_view", "bought": "purchase"},
    "other_events": "skip",
    "fields": {
        "event_name": "What",
        "event_timestamp": "When",
        "user_pseudo_id": "Client",
        "user_id": "User",
        "value": "Total",
    },
    "extra": ["Note"],
}


def lakehouse_of(root: Path, mapping: dict[str, Any] | None) -> Lakehouse:
    sources = {"till": mapping} if mapping else {}
    return Lakehouse(
        Home(root), Config.model_validate({**SETTINGS, "sources": sources}), Progress()
    )


@pytest.fixture
def lakehouse(made: Path, tmp_path: Path) -> Lakehouse:
    """A copy of a home with one batch of rows, loaded."""
    return lakehouse_of(Path(shutil.copytree(made, tmp_path / "home", symlinks=True)), MAPPING)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("till")
    path = folder / "till.csv"
    path.write_text(ROWS, newline="")
    lakehouse = lakehouse_of(folder / "home", MAPPING)
    lakehouse.home.root.mkdir()
    (lakehouse.home.root / "config.json").write_text(json.dumps(SETTINGS))
    sources = FileSources(lakehouse.config.sources, "till")
    (taken,) = take_files([path], lakehouse.home, lakehouse.config.limits, sources=sources)
    path.unlink()
    assert taken.batch
    assert taken.batch.manifest.lines == 8
    assert load(lakehouse) == []
    return lakehouse.home.root


def load(lakehouse: Lakehouse) -> list[Exception]:
    with lakehouse.writing() as lake:
        processed = process_staging(lake, lakehouse.home, lakehouse.config, lakehouse.progress)
        return [error for _, error in processed.failures]


def asked(lakehouse: Lakehouse, sql: str) -> list[tuple[Any, ...]]:
    with lakehouse.reading() as lake:
        return lake.execute(sql).fetchall()


def events(lakehouse: Lakehouse) -> list[tuple[Any, ...]]:
    return asked(
        lakehouse,
        "select line_number, event_id, event_name, event_at::varchar, user_id, value::double"
        " from lake.staging.stg_events order by 1",
    )


def counts(lakehouse: Lakehouse) -> list[tuple[Any, ...]]:
    return asked(
        lakehouse, "select lines, staged, duplicates, dead_lettered, blank from lake.ops.batches"
    )


def test_rows_are_typed_refused_or_skipped_under_their_numbers(lakehouse: Lakehouse) -> None:
    assert [(number, *rest) for number, _, *rest in events(lakehouse)] == [
        (1, "page_view", "2025-02-26 09:00:00", "anna", None),
        (2, "purchase", "2025-02-26 09:05:00", PERSON, 1234.5),
        (3, "page_view", "2025-02-26 09:06:00", None, None),
        (8, "purchase", "2025-02-26 10:00:00", "bert", 12.5),
    ]
    letters = asked(
        lakehouse, "select line_number, code, decode(raw) from lake.ops.dead_letters order by 1"
    )
    assert [(number, code) for number, code, _ in letters] == [(6, "E_TS_FORMAT"), (7, "E_RECORD")]
    assert json.loads(letters[0][2])["Note"] == "zoesecret"
    assert json.loads(letters[1][2]) == [6, ["too", "few"]]
    assert counts(lakehouse) == [(8, 4, 0, 2, 2)]
    assert asked(lakehouse, "select * from lake.ops.field_drift") == []
    extra = "select extra from lake.staging.stg_events where line_number = 2"
    assert asked(lakehouse, extra) == [('{"Note":"zoesecret"}',)]


@pytest.mark.deep
def test_an_erasure_takes_every_row_of_the_person_and_no_other(lakehouse: Lakehouse) -> None:
    before = events(lakehouse)
    with lakehouse.writing() as lake:
        assert erase(lake, lakehouse, PERSON).lines == 4
    assert paths_naming(lakehouse.home.root, {PERSON, "phone-of-zoe", "zoesecret"}) == []
    assert events(lakehouse) == [before[0], before[3]]
    assert counts(lakehouse) == [(8, 2, 0, 1, 5)]
    (batch,) = archived(lakehouse.home)
    kept = [line for line in batch.path.read_bytes().split(b"\n") if line.strip()]
    assert len(kept) == 4
    assert b"heartbeat" in kept[1]


@pytest.mark.deep
def test_a_replay_gives_the_same(lakehouse: Lakehouse) -> None:
    before = events(lakehouse), counts(lakehouse)
    with lakehouse.writing() as lake:
        assert maintain(lake, lakehouse).packed.batches == 1
        assert replay_batches(lake, lakehouse, None, None).failures == []
    assert (events(lakehouse), counts(lakehouse)) == before
    assert verify_lake(lakehouse, from_archive=True).differences == []


@pytest.mark.slow
def test_a_changed_mapping_is_told_and_mended_from_the_archive(lakehouse: Lakehouse) -> None:
    root = lakehouse.home.root
    fields = {**MAPPING["fields"], "page_title": "Note"}
    other = lakehouse_of(root, {**MAPPING, "fields": fields, "extra": []})
    with (
        pytest.raises(ConfigError, match=r"another sources.till: restore it, or .*--from-archive"),
        other.writing() as lake,
    ):
        check_fingerprint(lake, other.config)
    elsewhere = lakehouse_of(root, {**MAPPING, "files": "other/*.csv"})
    assert load(elsewhere) == []
    with other.writing(anew=True) as lake:
        assert not process_staging(lake, other.home, other.config, other.progress).failures
    titles = "select page_title from lake.staging.stg_events order by line_number"
    assert asked(other, titles) == [("two\r\nlines",), ("zoesecret",), ("zoesecret",), (None,)]
    assert load(other) == []


@pytest.mark.deep
def test_a_name_for_a_column_that_no_file_had_needs_no_replay(lakehouse: Lakehouse) -> None:
    root = lakehouse.home.root
    fields = {**MAPPING["fields"], "user_pseudo_id": ["Client", "client_id"]}
    renamed = lakehouse_of(root, {**MAPPING, "fields": fields, "extra": ["Note", "Shelf"]})
    rows = "client_id;What;When;Note\nphone-of-carl;page view;27.02.2025 09:00;new\n"
    later = root / "later.csv"
    later.write_text(rows)
    sources = FileSources(renamed.config.sources, "till")
    assert list(take_files([later], renamed.home, renamed.config.limits, sources=sources))
    assert load(renamed) == []
    visitors = "select distinct visitor_id from lake.silver.fct_events order by all"
    assert ("phone-of-carl",) in asked(renamed, visitors)
    assert verify_lake(renamed, from_archive=True).differences == []
    with (
        pytest.raises(ConfigError, match=r"another sources\.till"),
        lakehouse.writing() as lake,
    ):
        check_fingerprint(lake, lakehouse.config)


@pytest.mark.slow
def test_a_batch_whose_source_is_gone_waits_for_it(lakehouse: Lakehouse) -> None:
    gone = lakehouse_of(lakehouse.home.root, None)
    for _ in range(4):
        with gone.writing() as lake:
            (failure,) = replay_batches(lake, gone, None, None).failures
            assert isinstance(failure[1], UnknownSource)
    assert not list((gone.home.dead_letter / "batches").glob("*"))
    with lakehouse.writing() as lake:
        assert replay_batches(lake, lakehouse, None, None).failures == []
