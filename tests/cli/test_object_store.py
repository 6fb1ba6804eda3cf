"""A lake whose archive lies in a bucket; and one that has its data there and its catalog elsewhere.

The second is what a team runs: PostgreSQL, and two buckets.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.buckets import AWAY, Bucket, new_bucket, object_store, refusing_store
from tests.cli.shop import BAD, SETTINGS, Shop
from tests.events import event, item, lines
from tests.postgres import dump, is_installed, new_database, postgres
from transforms.archive.reader import archived_ids
from transforms.home import Home

DEEP = pytest.mark.deep
FEW = 4  # commands that are tried each time
PERSON = "zoe@shop.example"
FIRST = lines(
    event("view_item_list", "zoes-phone", user_id=PERSON, items=[item("p", item_list_id="l")]),
    event("purchase", "other", 1, transaction_id="T1", value="10.50", items=[item("p", price=5)]),
)
SECOND = lines(event("page_view", "zoes-phone", 2), event("page_view", "other", 3))


@dataclass(frozen=True)
class Place:
    """A shop, its buckets, and the server of its catalog if there is one."""

    shop: Shop
    raw: Bucket
    data: Bucket
    server: str


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with object_store() as client:
        yield client


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if not is_installed():
        pytest.skip("needs: apt-get install postgresql")
    with postgres() as server:
        yield server


@pytest.fixture(
    params=["the archive in a bucket", pytest.param("all elsewhere", marks=pytest.mark.deep)]
)
def place(request: pytest.FixtureRequest, client: Any, new_shop: Shop) -> Place:
    name = f"x{len(client.list_buckets()['Buckets'])}"
    raw, data = new_bucket(client, f"{name}-raw"), new_bucket(client, f"{name}-data")
    server, warehouse = "", dict(SETTINGS["warehouse"])
    if request.param == "all elsewhere":
        server = new_database(request.getfixturevalue("server"), name)
        warehouse |= {"catalog": f"postgres:{server}", "data_path": f"s3://{data.name}/lake"}
    settings = {"archive": {"path": f"s3://{raw.name}/shop"}, "warehouse": warehouse}
    new_shop.settings(json.dumps(settings))
    return Place(new_shop, raw, data, server)


def done(shop: Shop, *command: str) -> str:
    ended = shop.call(*command)
    assert ended.code == 0, ended.err
    return " ".join((ended.out + ended.err).split())


@pytest.mark.slow
def test_a_lake_lives_with_its_archive_in_a_bucket(place: Place) -> None:
    shop = place.shop
    shop.put("a.jsonl", FIRST + BAD)
    done(shop, "run")
    shop.put("b.jsonl", SECOND)
    done(shop, "run")
    assert len(place.raw.objects) == 4
    assert "4 rows" in done(shop, "query", "select count(*) || ' rows' as n from fct_events")
    assert shop.call("status", "--json").rows["archived_batches"] == 2
    assert "takes objects, and no name twice" in done(shop, "doctor")
    assert len(place.raw.objects) == 4
    done(shop, "erase", "--user", PERSON)
    assert not naming(place)
    assert "2 rows" in done(shop, "query", "select count(*) || ' rows' as n from fct_events")
    assert not shop.home.joinpath("archive").exists()
    assert list((shop.home / "tmp").iterdir()) == []


@pytest.mark.deep
def test_every_command_works_with_it(place: Place) -> None:
    shop = place.shop
    for name, content in (("a", FIRST + BAD), ("b", SECOND)):
        shop.put(f"{name}.jsonl", content)
        done(shop, "run")
    assert "identical" in done(shop, "verify")
    done(shop, "publish")
    assert "2 batches replayed" in done(shop, "replay")
    assert "rebuilt" in done(shop, "replay", "--rebuild")
    assert "1 remain refused" in done(shop, "dead-letters", "retry")
    packing = json.loads((shop.home / "config.json").read_text())
    shop.settings(json.dumps(packing | {"maintenance": {"compress_archive_days": 0}}))
    assert "2 batches compressed" in done(shop, "maintain")
    assert sorted(key.partition(".")[2] for key in place.raw.objects) == [
        *["jsonl.zst"] * 2,
        *["manifest.json"] * 2,
    ]
    assert '"T1"' in done(shop, "trace", "orders", "2024-03-01", "--format", "json")
    assert "identical" in done(shop, "verify", "--from-archive")
    again = shop.call("replay", "--rebuild", "--from-archive")
    assert again.code == (78 if place.server else 0)
    done(shop, "erase", "--user", PERSON)
    assert not naming(place)
    assert "identical" in done(shop, "verify", "--from-archive")
    assert "identical" in done(shop, "verify")
    done(shop, "doctor")


def naming(place: Place) -> list[str]:
    """What names the person in the buckets, the home and the catalog's tables."""
    words = [PERSON.encode(), b"zoes-phone"]
    found = [
        key
        for bucket in (place.raw, place.data)
        for key, content in bucket.objects.items()
        if any(word in content for word in words)
    ]
    for path in place.shop.home.rglob("*"):
        if path.is_file() and not path.is_symlink():
            found += [str(path)] * any(word in path.read_bytes() for word in words)
    if place.server:
        found += ["the catalog"] * any(word in dump(place.server) for word in words)
    return found


COMMANDS = [
    *(["run"], ["status"], ["doctor"], ["replay", "--rebuild", "--from-archive"]),
    *(["ingest"], ["replay"], ["maintain"], ["dead-letters", "retry"], ["run", "--dry-run"]),
    *(["verify", "--from-archive"], ["erase", "--user", PERSON]),
]
AWAY_FROM = [
    pytest.param(command, id=" ".join(command), marks=[pytest.mark.deep] if at >= FEW else [])
    for at, command in enumerate(COMMANDS)
]


@pytest.mark.parametrize("command", AWAY_FROM)
def test_a_store_that_is_away_ends_every_command_with_69(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", AWAY)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "k")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    shop.settings(json.dumps({"archive": {"path": "s3://raw/shop"}, **SETTINGS}))
    event_file = shop.put("a.jsonl", FIRST)
    before = (shop.home / "warehouse/catalog.sqlite").stat().st_ino
    ended = shop.call(*command)
    said = " ".join((ended.out + ended.err).split())
    assert (ended.code, f"the bucket raw at {AWAY} must answer" in said) == (69, True), said
    assert event_file.exists()
    assert (shop.home / "warehouse/catalog.sqlite").stat().st_ino == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "code", "only", "ends"),
    [
        pytest.param(403, "AccessDenied", "", 77, id="not permitted"),
        pytest.param(403, "AccessDenied", "PUT", 77, id="not permitted to write", marks=DEEP),
        pytest.param(404, "NoSuchBucket", "", 78, id="no such bucket"),
        pytest.param(503, "SlowDown", "", 69, id="too busy", marks=DEEP),
    ],
)
@pytest.mark.parametrize("of", ["archive", "data"])
def test_what_the_store_answers_ends_a_run(
    new_shop: Shop, of: str, status: int, code: str, only: str, ends: int
) -> None:
    settings: dict[str, Any] = {"archive": {"path": "s3://bucket/raw"}, **SETTINGS}
    if of == "data":
        settings = {"warehouse": SETTINGS["warehouse"] | {"data_path": "s3://bucket/lake"}}
    new_shop.settings(json.dumps(settings))
    event_file = new_shop.put("a.jsonl", FIRST)
    with refusing_store(status, code, only=only) as address:
        ended = new_shop.call("run")
    said = " ".join(ended.err.split())
    assert (ended.code, "bucket" in said, address in said) == (ends, True, True), said
    assert event_file.exists()


@pytest.mark.parametrize(
    ("archive", "data"),
    [("s3://bucket", "s3://bucket/lake"), ("s3://bucket/lake/raw", "s3://bucket/lake/")],
)
def test_archive_and_data_do_not_lie_in_each_other(new_shop: Shop, archive: str, data: str) -> None:
    new_shop.settings(json.dumps({"archive": {"path": archive}, "warehouse": {"data_path": data}}))
    ended = new_shop.call("status")
    assert (ended.code, "archive.path must be a place of its own" in ended.err) == (78, True)


@pytest.mark.parametrize("folder", ["inbox/raw", "staging", ".", "warehouse/raw"])
def test_an_archive_has_a_folder_of_its_own(new_shop: Shop, folder: str) -> None:
    new_shop.settings(json.dumps({"archive": {"path": folder}}))
    ended = new_shop.call("status")
    assert (ended.code, "archive.path must be a folder of its own" in ended.err) == (78, True)


@pytest.mark.deep
def test_an_archive_may_lie_in_another_folder(new_shop: Shop, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    new_shop.settings(json.dumps({"archive": {"path": str(elsewhere)}, **SETTINGS}))
    new_shop.put("a.jsonl", FIRST)
    done(new_shop, "run")
    assert archived_ids(Home(new_shop.home, str(elsewhere))) != []
    assert not (new_shop.home / "archive").exists()


@pytest.mark.deep
def test_a_store_without_conditions_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from transforms.system.objects import Objects

    sent = Objects._sent
    monkeypatch.setattr(
        Objects, "_sent", lambda self, name, content, **_: sent(self, name, content)
    )
    ended = place.shop.call("doctor")
    assert (ended.code, "lets a put with If-None-Match" in ended.out) == (78, True), ended.out
    assert place.raw.objects == {}


def test_a_bucket_that_keeps_versions_is_told(place: Place, client: Any) -> None:
    client.put_bucket_versioning(
        Bucket=place.raw.name, VersioningConfiguration={"Status": "Enabled"}
    )
    assert "keeps versions" in " ".join(place.shop.call("doctor").out.split())
