"""The second look: what an erasure has left anywhere makes it fail loudly, and goes next time."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.events import event, lines
from tests.privacy.conftest import lakehouse_of, loaded
from tests.privacy.grep import paths_naming
from transforms.archive.reader import archived
from transforms.errors import PromiseBroken
from transforms.lakehouse import Lakehouse
from transforms.privacy import erase, erasure
from transforms.quality.verify import verify_lake

PERSON = "zoe.person@shop.example"
IDS = {PERSON, "phone-of-zoe"}
MINE = lines(event("page_view", "phone-of-zoe", 1, user_id=PERSON), event("page_view", "x", 2))
OTHERS = lines(event("page_view", "phone-of-bob", 3), event("page_view", "x", 4))
REFUSED = b'{"user_id": "%b", cut off' % PERSON.encode()

Plant = Callable[[Lakehouse, duckdb.DuckDBPyConnection], object]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("left") / "home"
    loaded(root, [MINE + REFUSED + b"\nnot json\n", OTHERS + b"not json\n"])
    return root


@pytest.fixture
def lakehouse(made: Path, tmp_path: Path) -> Lakehouse:
    return lakehouse_of(Path(shutil.copytree(made, tmp_path / "home", symlinks=True)))


def in_a_changed_batch(lakehouse: Lakehouse, _: duckdb.DuckDBPyConnection) -> None:
    line = MINE.split(b"\n")[0]
    for batch in archived(lakehouse.home):
        raw = batch.path.read_bytes()
        batch.path.write_bytes(raw.replace(b" " * len(line), line))


def in_another_batch(lakehouse: Lakehouse, _: duckdb.DuckDBPyConnection) -> None:
    for batch in archived(lakehouse.home):
        raw = batch.path.read_bytes()
        batch.path.write_bytes(raw.replace(b"phone-of-bob", b"phone-of-zoe"))


def among_refused_lines(_: Lakehouse, lake: duckdb.DuckDBPyConnection) -> None:
    lake.execute("update lake.ops.dead_letters set raw = ?", [REFUSED])


def in_an_export(lakehouse: Lakehouse, _: duckdb.DuckDBPyConnection) -> None:
    (path, *_others) = sorted(lakehouse.home.dead_letter.glob("*.jsonl"))
    with path.open("a") as file:
        file.write(json.dumps({"raw": REFUSED.decode(), "raw_base64": None}) + "\n")


def in_a_refused_file(lakehouse: Lakehouse, _: duckdb.DuckDBPyConnection) -> None:
    write(lakehouse.home.dead_letter / "files" / "late.jsonl", REFUSED)


def in_a_reason(lakehouse: Lakehouse, _: duckdb.DuckDBPyConnection) -> None:
    said = json.dumps({"error": f"got {PERSON}"})
    write(lakehouse.home.dead_letter / "batches" / "late.reason.json", said.encode())


def in_an_old_lake(lakehouse: Lakehouse, _: duckdb.DuckDBPyConnection) -> None:
    (lakehouse.home.warehouse / "data.before-20260101_000000_0").mkdir()


def in_a_table(_: Lakehouse, lake: duckdb.DuckDBPyConnection) -> None:
    lake.execute(
        "insert into lake.silver.silver_identity_map by name "
        "select 'phone-of-zoe' as visitor_id, ? as user_id",
        [PERSON],
    )


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


PLANTED: dict[str, tuple[Plant, str]] = {
    "a line of a changed batch": (in_a_changed_batch, r"1 line of processing_batch_"),
    "a line of another batch": (in_another_batch, r"1 line of processing_batch_"),
    "refused lines": (among_refused_lines, r"1 line of processing_batch_"),
    "a line in an export": (in_an_export, r"got dead_letter/processing_batch_\w+\.jsonl"),
    "a refused file": (in_a_refused_file, r"1 file of dead_letter/files"),
    "a reason": (in_a_reason, r"dead_letter/batches/late\.reason\.json"),
    "an old lake": (in_an_old_lake, r"data\.before-20260101"),
    "a row": (in_a_table, r"1 row of silver\.silver_identity_map"),
}


@pytest.mark.deep
@pytest.mark.parametrize(
    ("plant", "told"), [pytest.param(*PLANTED[name], id=name) for name in PLANTED]
)
def test_what_is_left_is_told_and_goes_next_time(
    lakehouse: Lakehouse, plant: Plant, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = erasure.look_again
    with lakehouse.writing() as lake, monkeypatch.context() as patch:
        patch.setattr(erasure, "look_again", lambda *given: (plant(lakehouse, lake), real(*given)))
        with pytest.raises(PromiseBroken, match=told) as found:
            erase(lake, lakehouse, PERSON)
    assert not any(each in str(found.value) for each in IDS)
    assert lakehouse.home.erasing.exists()
    with lakehouse.writing() as lake:
        erase(lake, lakehouse, PERSON)
    assert not lakehouse.home.erasing.exists()
    assert paths_naming(lakehouse.home.root, IDS) == []
    assert verify_lake(lakehouse, from_archive=True).differences == []


@pytest.mark.deep
def test_an_id_that_only_others_texts_name_is_nothing_left(tmp_path: Path) -> None:
    text = lines(event("page_view", "x", 1, page_title=f"ask {PERSON}"))
    lakehouse = loaded(tmp_path, [MINE, text])
    with lakehouse.writing() as lake:
        assert erase(lake, lakehouse, PERSON).mentions == 1
