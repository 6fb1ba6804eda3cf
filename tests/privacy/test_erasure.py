"""Erasing: the person is gone to the last byte, everybody else's rows are as they were."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from tests.differences import Tables, differences
from tests.events import event, lines
from tests.paths import PROJECT
from tests.privacy.conftest import loaded
from tests.privacy.grep import paths_naming
from tests.privacy.shops import PEOPLE, joined, shop, without
from transforms.archive.reader import read_batch
from transforms.archive.writer import BatchWriter, archived, archived_ids
from transforms.errors import InputMissing, Unavailable
from transforms.lakehouse import Lakehouse
from transforms.load.process import process_staging
from transforms.ml.store import write_scores
from transforms.ml.trained import PersonScore
from transforms.models.model import read_models
from transforms.operate.maintenance import maintain
from transforms.privacy import Erased, erase, erasure, find_personal_data
from transforms.privacy.journal import Journal
from transforms.publish import publish
from transforms.quality.verify import verify_lake

PERSON = PEOPLE[0]
TIMES = ("ingested_at", "processed_at", "refused_at", "seen_at")
WAITING = lines(event("page_view", "new", 1, user_id=PERSON), event("page_view", "visitor0"))


def erased(lakehouse: Lakehouse, user_id: str = PERSON) -> Erased:
    with lakehouse.writing() as connection:
        return erase(connection, lakehouse, user_id)


def journal_of(lakehouse: Lakehouse, user_id: str = PERSON) -> Journal:
    with lakehouse.reading() as connection:
        return find_personal_data(connection, lakehouse.home, lakehouse.config, user_id).journal


def ids_of(lakehouse: Lakehouse, user_id: str = PERSON) -> set[str]:
    return set(journal_of(lakehouse, user_id).ids)


def shared_by(lakehouse: Lakehouse, user_id: str = PERSON) -> set[str]:
    return set(journal_of(lakehouse, user_id).shared)


def run(lakehouse: Lakehouse) -> None:
    with lakehouse.writing() as connection:
        done = process_staging(connection, lakehouse.home, lakehouse.config, lakehouse.progress)
        assert done.failures == []


def tables(lakehouse: Lakehouse) -> Tables:
    """Staging, Silver, dead letters and the ledger; batches by their order, no time of a run.

    The order is that of loading: names of batches of one second are in the order of their hashes.
    """
    models = [model for model in read_models("staging", "silver", "ops") if model.is_table]
    queries = {model.name: f"from lake.{model.schema}.{model.name}" for model in models}
    queries |= {name: f"from lake.ops.{name}" for name in ("dead_letters", "field_drift")}
    queries["batches"] = (
        "select batch_id, state, lines, staged, duplicates, dead_lettered, blank, new_events, "
        "first_event_at, last_event_at from lake.ops.batches"
    )
    result: Tables = {}
    with lakehouse.reading() as lake:
        loaded_ids = lake.execute("select batch_id from lake.ops.batches order by finished_at")
        numbers = {batch_id: f"{at}" for at, (batch_id,) in enumerate(loaded_ids.fetchall())}
        for table, query in queries.items():
            found = lake.execute(query)
            columns = [column[0] for column in found.description or []]
            result[table] = [
                {
                    name: numbers.get(value, str(value)) if name == "batch_id" else str(value)
                    for name, value in zip(columns, row, strict=True)
                    if name not in TIMES
                }
                for row in found.fetchall()
            ]
    return result


def with_everything(lakehouse: Lakehouse) -> Lakehouse:
    """Add all that an erasure must find: packed and waiting batches, quarantined files, published
    files, and an old lake."""
    with lakehouse.writing() as connection:
        assert maintain(connection, lakehouse).packed.batches == 2
        for user_id in (PERSON, "somebody else"):
            write_scores(
                connection, user_id[:5], "v", date(2026, 1, 1), [PersonScore(user_id, score=0.5)]
            )
    publish(lakehouse, ["marketing", "growth"], ["duckdb", "csv"])
    publish(lakehouse, ["marketing"], ["csv"])
    refused = lakehouse.home.dead_letter / "files"
    refused.mkdir(parents=True)
    for name, content in {
        "wide.jsonl": f'{{"user_id": "{PERSON}"}}'.encode("utf-16"),
        f"named-{PERSON}.jsonl": b"",
        "kept.jsonl": b"somebody else",
    }.items():
        (refused / name).write_bytes(content)
        (refused / f"{name}.reason.json").write_text("{}")
    (lakehouse.home.warehouse / "data.before-20260101_000000_0").mkdir()
    catalog = lakehouse.home.warehouse / "catalog.sqlite"
    shutil.copy(catalog, catalog.with_name("catalog.sqlite.before-20260101_000000_0"))
    with BatchWriter(lakehouse.home) as writer:
        writer.append(WAITING + b'{"user_id": "%b", broken\n' % PERSON.encode())
        writer.finish("test")
    return lakehouse


@pytest.mark.slow
def test_a_person_is_gone_to_the_last_byte_and_all_else_stays(lakehouse: Lakehouse) -> None:
    ids, home = ids_of(with_everything(lakehouse)), lakehouse.home
    assert len(ids) > 2, "they have visitors"
    assert len(paths_naming(home.root, ids)) > 10
    done = erased(lakehouse)
    assert paths_naming(home.root, ids) == []
    assert not home.erasing.exists()
    check_record(lakehouse, done, ids)
    check_batches(lakehouse)
    check_copies(lakehouse, done)
    with lakehouse.reading() as lake:
        scored = lake.execute("select user_id from ops.person_scores").fetchall()
        assert scored == [("somebody else",)]
    for each in shop(seed=1):
        with BatchWriter(home) as writer:
            writer.append(joined(each))
            assert writer.finish("the same again").is_duplicate


def check_record(lakehouse: Lakehouse, done: Erased, ids: set[str]) -> None:
    with lakehouse.reading() as lake:
        rows = lake.execute("select erasure_id, pseudonym, ids, batches, lines from ops.erasures")
        assert rows.fetchall() == [(done.erasure_id, None, len(ids), 3, done.lines)]
        assert len(lake.execute("select snapshot_id from lake.snapshots()").fetchall()) <= 2


def check_batches(lakehouse: Lakehouse) -> None:
    """They keep their names, lines and compression."""
    found = list(archived(lakehouse.home))
    assert {batch.path.suffix for batch in found[:2]} == {".zst"}
    waiting = found[2].path.read_bytes().split(b"\n")
    assert waiting[0].isspace()
    assert waiting[1] == WAITING.split(b"\n")[1]
    assert (lakehouse.home.staging / found[2].path.name).samefile(found[2].path)
    assert [batch.manifest.notes for batch in found] == [["W_ERASED"]] * 3
    assert [len(batch.manifest.former_sha256) for batch in found] == [1, 1, 1]
    assert len(list(lakehouse.home.archive.iterdir())) == 6


def check_copies(lakehouse: Lakehouse, done: Erased) -> None:
    assert (done.files, done.old_lakes) == (2, 2)
    refused = {path.name for path in (lakehouse.home.dead_letter / "files").iterdir()}
    assert refused == {"kept.jsonl", "kept.jsonl.reason.json"}
    assert not list(lakehouse.home.warehouse.glob("*.before-*"))
    published = {path.name for path in lakehouse.home.published.iterdir() if path.name[0] != "."}
    assert published == {"marketing", "growth", "marketing.duckdb", "growth.duckdb"}
    assert list((lakehouse.home.published / "growth").glob("*.csv"))


@pytest.mark.deep
def test_the_lake_is_what_it_would_be_without_their_lines(
    lakehouse: Lakehouse, tmp_path: Path
) -> None:
    ids, shared = ids_of(lakehouse), shared_by(lakehouse)
    erased(lakehouse)
    remaining = without(shop(seed=1), ids, shared)
    never = loaded(tmp_path / "never", [joined(each) for each in remaining])
    assert not differences(tables(never), tables(lakehouse))
    assert verify_lake(lakehouse).differences == []
    assert verify_lake(lakehouse, from_archive=True).differences == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2, 10))
def test_it_holds_for_other_people_and_shops(seed: int, tmp_path: Path) -> None:
    user_id = PEOPLE[seed % len(PEOPLE)]
    batches = shop(seed, batches=2, events=60)
    lakehouse = loaded(tmp_path / "home", [joined(each) for each in batches])
    ids, shared = ids_of(lakehouse, user_id), shared_by(lakehouse, user_id)
    erased(lakehouse, user_id)
    remaining = without(batches, ids, shared)
    never = loaded(tmp_path / "never", [joined(each) for each in remaining])
    assert paths_naming(lakehouse.home.root, {each for each in ids if len(each) > 2}) == []
    assert not differences(tables(never), tables(lakehouse))
    assert verify_lake(lakehouse).differences == []
    assert verify_lake(lakehouse, from_archive=True).differences == []


@pytest.mark.deep
def test_on_a_shared_device_each_one_loses_their_own(tmp_path: Path) -> None:
    batch = lines(
        event("page_view", "tablet", 0),
        event("page_view", "tablet", 1, user_id="first-person"),
        event("page_view", "tablet", 2, user_id="last-person"),
        event("page_view", "phone-of-first", 3, user_id="first-person"),
        event("page_view", "phone-of-first", 4),
        event("page_view", None, 5, user_id="first-person"),
        event("page_view", "stranger", 6, page_location="https://shop/?u=first-person"),
    )
    lakehouse = loaded(tmp_path, [batch])
    assert ids_of(lakehouse, "first-person") == {"first-person", "phone-of-first"}
    first = erased(lakehouse, "first-person")
    kept = [(row["visitor_id"], row["line_number"]) for row in tables(lakehouse)["fct_events"]]
    assert sorted(kept) == [("stranger", "7"), ("tablet", "1"), ("tablet", "3")]
    assert (first.lines, first.mentions) == (4, 1)
    assert erased(lakehouse, "last-person").lines == 2
    assert [row["visitor_id"] for row in tables(lakehouse)["fct_events"]] == ["stranger"]
    assert erased(lakehouse, "stranger").lines == 1, "a visitor who never logged in is a person"
    assert paths_naming(tmp_path, {"first-person", "last-person", "stranger"}) == []


@pytest.mark.deep
def test_what_somebody_did_while_named_stays_when_the_devices_owner_is_erased(
    tmp_path: Path,
) -> None:
    before = lines(
        event("page_view", "tablet", 0),
        event("purchase", "tablet", 1, user_id="first-person", transaction_id="t", value=9),
        event("page_view", "tablet", 2, user_id="last-person"),
        event("page_view", "tablet", 3),
        event("page_view", "phone-of-last", 4, user_id="last-person"),
        event("page_view", "phone-of-last", 5),
    )
    waiting = lines(event("add_to_cart", "tablet", 6), event("page_view", "stranger", 7))
    lakehouse = loaded(tmp_path / "home", [before])
    with BatchWriter(lakehouse.home) as writer:
        writer.append(waiting)
        writer.finish("test")
    assert ids_of(lakehouse, "last-person") == {"last-person", "phone-of-last"}
    assert shared_by(lakehouse, "last-person") == {"tablet"}
    assert erased(lakehouse, "last-person").lines == 6
    run(lakehouse)
    kept = [(row["visitor_id"], row["line_number"]) for row in tables(lakehouse)["fct_events"]]
    assert sorted(kept) == [("stranger", "2"), ("tablet", "2")]
    assert [row["user_id"] for row in tables(lakehouse)["fct_orders"]] == ["first-person"]
    assert paths_naming(tmp_path, {"last-person", "phone-of-last"}) == []
    assert verify_lake(lakehouse, from_archive=True).differences == []
    assert erased(lakehouse, "first-person").lines == 1
    assert paths_naming(tmp_path, {"first-person", "tablet"}) == []


def test_who_is_not_there_cannot_be_erased(lakehouse: Lakehouse) -> None:
    before = tables(lakehouse)
    for user_id in ("nobody@shop.example", "zoe"):
        with pytest.raises(InputMissing, match="somebody who is in the lake"):
            erased(lakehouse, user_id)
    assert tables(lakehouse) == before
    assert not lakehouse.home.erasing.exists()


@pytest.mark.deep
def test_refused_lines_go_as_a_reload_would_have_them(tmp_path: Path) -> None:
    long_line = b'{"x": "' + b"y" * 1_100_000 + b'", "user_id": "secret-person"}\r'
    refused = [
        b'{"user_id": "secret-person", "event_name": 1',
        b'{"user_id": "secret-\\u0070erson", bad',
        long_line,
        long_line.replace(b"secret-person", b"other-person!"),
        b"secret-personality",
        b'{"user_id": "other"',
    ]
    lakehouse = loaded(tmp_path / "home", [joined(refused) + lines(event("page_view", "v"))])
    before = tables(lakehouse)["batches"][0]
    assert erased(lakehouse, "secret-person").lines == 3
    after = tables(lakehouse)
    assert after["batches"][0] == before | {"dead_lettered": "4", "blank": "2"}
    (batch_id,) = archived_ids(lakehouse.home)
    exported = (lakehouse.home.dead_letter / f"{batch_id}.jsonl").read_text().splitlines()
    assert [json.loads(line)["line_number"] for line in exported] == [3, 4, 5, 6]
    assert paths_naming(lakehouse.home.root, {'secret-person"', "u0070erson"}) == []
    again = loaded(tmp_path / "again", [read_batch(lakehouse.home, batch_id).path.read_bytes()])
    assert not differences(tables(again), after)


POINTS = [
    "find_personal_data",
    "blank_lines",
    "rewrite_lake",
    "renew_exports",
    "expire_snapshots",
    "scrub_catalog",
    "publish_anew",
    "remove_journal",
]


def killed_at(
    lakehouse: Lakehouse, name: str, monkeypatch: pytest.MonkeyPatch, turn: int = 1
) -> None:
    """Erase, and be killed when a step begins for the so-manieth time."""
    calls: list[int] = []
    real = getattr(erasure, name)

    def step(*arguments: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == turn:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    monkeypatch.setattr(erasure, name, step)
    with pytest.raises(KeyboardInterrupt):
        erased(lakehouse)
    monkeypatch.setattr(erasure, name, real)


@pytest.mark.deep
@pytest.mark.parametrize(
    "points",
    [
        pytest.param(["rewrite_lake"], id="at two steps"),
        pytest.param(POINTS, id="at every step", marks=pytest.mark.deep),
    ],
)
def test_killed_again_and_again_it_is_finished_at_last(
    lakehouse: Lakehouse, monkeypatch: pytest.MonkeyPatch, points: list[str]
) -> None:
    ids, lines_before = ids_of(lakehouse), tables(lakehouse)["batches"]
    killed_at(lakehouse, "blank_lines", monkeypatch, turn=2)
    run(lakehouse)
    for name in points:
        killed_at(lakehouse, name, monkeypatch)
        assert lakehouse.home.erasing.exists()
    visitor = next(each for each in ids if each.startswith("visitor"))
    with BatchWriter(lakehouse.home) as writer:
        writer.append(lines(event("page_view", visitor, 5000), event("page_view", "later", 5000)))
        writer.finish("what comes in meanwhile")
    run(lakehouse)
    done = erased(lakehouse)
    assert done.lines > 10
    assert paths_naming(lakehouse.home.root, ids) == []
    assert verify_lake(lakehouse).differences == []
    assert all(len(batch.manifest.former_sha256) == 1 for batch in archived(lakehouse.home))
    after = tables(lakehouse)
    assert [row["lines"] for row in after["batches"][:2]] == [row["lines"] for row in lines_before]
    assert "later" in {row["visitor_id"] for row in after["fct_events"]}


@pytest.mark.deep
@pytest.mark.parametrize("name", POINTS[1:])
def test_killed_at_one_step_the_next_one_finishes(
    lakehouse: Lakehouse, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = ids_of(lakehouse)
    killed_at(lakehouse, name, monkeypatch)
    run(lakehouse)
    erased(lakehouse)
    assert paths_naming(lakehouse.home.root, ids) == []
    assert verify_lake(lakehouse).differences == []
    assert verify_lake(lakehouse, from_archive=True).differences == []


@pytest.mark.deep
def test_another_persons_erasure_finishes_the_first(
    lakehouse: Lakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ids_of(lakehouse), ids_of(lakehouse, PEOPLE[1])

    def busy(*_: object) -> None:
        raise Unavailable("a reader is in a query")

    monkeypatch.setattr(erasure, "scrub_catalog", busy)
    with pytest.raises(Unavailable):
        erased(lakehouse)
    monkeypatch.undo()
    erased(lakehouse, PEOPLE[1])
    assert paths_naming(lakehouse.home.root, first | second) == []


@pytest.mark.deep
@pytest.mark.parametrize("moment", range(12))
def test_killed_at_any_moment_the_next_one_finishes(lakehouse: Lakehouse, moment: int) -> None:
    ids = ids_of(lakehouse)
    command = [sys.executable, str(PROJECT / "etl.py"), "erase", "--user", PERSON]
    command += ["--home", str(lakehouse.home.root), "-q"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.4 + moment * 0.25)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert ended.returncode in (0, 66), ended.stderr
    assert paths_naming(lakehouse.home.root, ids) == []
    assert verify_lake(lakehouse).differences == []
    assert verify_lake(lakehouse, from_archive=True).differences == []
