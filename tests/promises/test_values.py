"""Events in an array or one after the other go the whole way of lines, erasure included."""

import json
from pathlib import Path

import pytest

from tests.privacy.conftest import lakehouse_of
from tests.privacy.grep import paths_naming
from transforms.config import LimitSettings
from transforms.ingest.files.inbox import look_at, take_files
from transforms.lakehouse import Lakehouse
from transforms.load.process import process_staging
from transforms.load.replay import replay_batches
from transforms.operate.maintenance import maintain
from transforms.privacy import erase
from transforms.quality.verify import verify_lake

PERSON = "zoe.person@shop.example"
MOMENT = 1_700_000_000_000_000
EVENTS = [
    {"event_name": "page_view", "event_timestamp": MOMENT, "user_id": "anna", "page_title": "{a,"},
    {"event_name": "purchase", "event_timestamp": MOMENT + 1, "user_id": PERSON, "value": 12.5},
    {"event_name": "page_view", "event_timestamp": "soon", "user_id": PERSON},
    {"event_name": "page_view", "user_id": "bert"},
    {"event_name": "page_view", "event_timestamp": MOMENT + 3, "user_id": "bert"},
]
PRETTY = [json.dumps(event, indent=2) for event in EVENTS]
WAYS = {
    "an array on one line": json.dumps(EVENTS),
    "an array on several lines": json.dumps(EVENTS, indent=2) + "\n",
    "objects one after the other": "".join(map(json.dumps, EVENTS)),
    "objects on several lines": "\n".join(PRETTY),
}


#: What is tried every time; the others are deep.
USUAL = "objects on several lines"


@pytest.fixture(
    params=[
        pytest.param(text, id=name, marks=[] if name == USUAL else pytest.mark.deep)
        for name, text in WAYS.items()
    ]
)
def lakehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Lakehouse:
    """A home into which one such file was taken and loaded."""
    path = tmp_path / "people.json"
    path.write_text(request.param)
    lakehouse = lakehouse_of(tmp_path / "home")
    (lakehouse.home.root).mkdir()
    (lakehouse.home.root / "config.json").write_text("{}")
    (seen,) = look_at([path], [], lakehouse.home, LimitSettings())
    (taken,) = take_files([path], lakehouse.home, LimitSettings())
    for intake in (seen, taken):
        assert intake.batch
        assert (intake.batch.manifest.format, intake.batch.manifest.lines) == ("json_values", 5)
    assert taken.batch
    assert taken.batch.path.read_bytes() == path.read_bytes()
    (again,) = take_files([path], lakehouse.home, LimitSettings())
    assert again.code == "F_DUP_CONTENT"
    with lakehouse.writing() as lake:
        assert (
            process_staging(lake, lakehouse.home, lakehouse.config, lakehouse.progress).failures
            == []
        )
    return lakehouse


def asked(lakehouse: Lakehouse, sql: str) -> list[tuple[object, ...]]:
    with lakehouse.reading() as lake:
        return lake.execute(sql).fetchall()


def counts(lakehouse: Lakehouse) -> tuple[object, ...]:
    sql = "select lines, staged, duplicates, dead_lettered, blank from lake.ops.batches"
    return asked(lakehouse, sql)[0]


def test_each_object_is_an_event_or_a_refusal_with_its_place(lakehouse: Lakehouse) -> None:
    rows = asked(lakehouse, "select line_number, user_id from lake.staging.stg_events order by 1")
    assert rows == [(1, "anna"), (2, PERSON), (5, "bert")]
    letters = asked(
        lakehouse,
        "select line_number, code, raw, byte_offset from lake.ops.dead_letters order by 1",
    )
    assert [(number, code) for number, code, *_ in letters] == [
        (3, "E_TS_FORMAT"),
        (4, "E_FIELD_MISSING"),
    ]
    (path,) = lakehouse.home.archive.glob("*.jsonl")
    for _, _, raw, offset in letters:
        assert isinstance(raw, bytes)
        assert isinstance(offset, int)
        assert json.loads(raw) in EVENTS
        assert path.read_bytes()[offset:].startswith(raw)
    assert counts(lakehouse) == (5, 3, 0, 2, 0)


@pytest.mark.deep
@pytest.mark.parametrize("is_packed", [False, True])
def test_an_erasure_takes_the_persons_objects_and_no_other(
    lakehouse: Lakehouse, *, is_packed: bool
) -> None:
    with lakehouse.writing() as lake:
        if is_packed:
            assert maintain(lake, lakehouse).packed.batches == 1
        assert erase(lake, lakehouse, PERSON).lines == 2
    assert paths_naming(lakehouse.home.root, {PERSON}) == []
    rows = asked(lakehouse, "select line_number, user_id from lake.staging.stg_events order by 1")
    assert rows == [(1, "anna"), (5, "bert")]
    assert counts(lakehouse) == (5, 2, 0, 1, 2)
    with lakehouse.writing() as lake:
        assert replay_batches(lake, lakehouse, None, None).failures == []
    assert counts(lakehouse) == (5, 2, 0, 1, 2)
    assert verify_lake(lakehouse, from_archive=True).differences == []
