"""Readers of Redis: during pushes, with a password, without a server."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest

from tests.ml.shops import END
from tests.online.conftest import DAYS
from tests.online.readers import documented, exact, offline
from tests.online_stores import free_port, needs_redis, redis_server
from transforms.errors import ConfigError, NotPermitted, Unavailable
from transforms.lakehouse import Lakehouse
from transforms.online.addresses import open_store
from transforms.online.push import push

CANARY = "canary-of-redis"


@pytest.fixture
def client(redis_address: str) -> Iterator[Any]:
    import redis

    made = redis.Redis.from_url(redis_address, decode_responses=True)
    yield made
    made.close()


def test_readers_during_pushes_see_whole_versions(
    light: Lakehouse, redis_address: str, client: Any
) -> None:
    features = documented()["Features"](client)
    assert features.of("somebody") == (None, [None])
    said = {str(day): offline(light, day) for day in DAYS}
    people = sorted(said[str(DAYS[0])])  # who was seen then was seen later, too
    versions = {push(light, redis_address, DAYS[0]).version.name: str(DAYS[0])}
    seen: set[tuple[str, str, str]] = set()
    over = Event()

    def read() -> None:
        reader, texts = documented()["Features"](client), documented()["READ"]
        script = client.register_script(texts)
        while not over.is_set():
            version, found = reader.of(*people[:3])
            assert None not in found, version
            version, *found = script(args=people)
            seen.update((version, *pair) for pair in zip(people, found, strict=True))

    thread = Thread(target=read)
    thread.start()
    for day in DAYS[1:]:
        version = push(light, redis_address, day).version
        versions[version.name] = str(day)
    over.set()
    thread.join()
    assert {version for version, _, _ in seen} >= {*versions} - {version.name}
    for name, user_id, text in seen:
        assert exact(text) == said[versions[name]][user_id]


def test_what_was_pushed_expires(light: Lakehouse, redis_address: str, client: Any) -> None:
    version = push(light, redis_address).version
    keys = list(client.scan_iter(match=f"features:{version.name}:*"))
    hours = timedelta(hours=light.config.online.ttl_hours).total_seconds()
    assert len(keys) == version.rows
    assert all(0 < client.ttl(key) <= hours for key in keys)
    assert {client.ttl(key) for key in ("features:current", "features:versions")} == {-1}
    client.delete(keys[0])
    name, found = documented()["Features"](client).of(keys[0].rpartition(":")[2])
    assert (name, found) == (version.name, [None])


@needs_redis
def test_a_password_opens_and_is_never_shown(
    light: Lakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with redis_server("--requirepass", CANARY) as address:
        for password in ("", "wrong" + CANARY):
            monkeypatch.setenv("REDIS_PASSWORD", password)
            with pytest.raises(NotPermitted, match="REDIS_USERNAME and REDIS_PASSWORD") as refused:
                push(light, address)
            assert CANARY not in str(refused.value)
        monkeypatch.setenv("REDIS_PASSWORD", CANARY)
        assert push(light, address).compared


@needs_redis
def test_a_full_or_missing_server_is_unavailable(light: Lakehouse) -> None:
    address = f"redis://127.0.0.1:{free_port()}/0"
    with pytest.raises(Unavailable, match=r"redis://127.* must answer, got ConnectionError"):
        push(light, address)
    with (
        redis_server("--maxmemory", "300kb", "--maxmemory-policy", "noeviction") as full,
        pytest.raises(Unavailable, match="must answer, got OutOfMemoryError"),
    ):
        push(light, full)


def test_without_the_extra_the_address_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.online.redis_store.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"pip install '\.\[online\]'"):
        open_store("redis://host")


@pytest.mark.deep
@needs_redis
def test_fifty_thousand_people_do_not_differ_and_take_20_mb(tmp_path: Any) -> None:
    from tests.ml.shops import lakehouse_of
    from tests.online.people import many_people

    names = ["recency_days", "age_days", "active_days", "sessions_30", "events_30"]
    names += ["orders", "revenue", "last_channel"]
    many_people(tmp_path, 50_000)
    lakehouse = lakehouse_of(tmp_path, online={"features": names})
    import redis

    with redis_server() as address, closing(redis.Redis.from_url(address)) as client:
        empty = client.info("memory")["used_memory"]
        pushed = push(lakehouse, address)
        used = client.info("memory")["used_memory"] - empty
        assert (pushed.version.rows, pushed.compared) == (50_000, 50_000)
        assert used <= 20e6
        said = offline(lakehouse, END)
        with closing(open_store(address)) as store:
            found = dict(zip(said, store.read(pushed.version, [*said]), strict=True))
        chosen = {user: {name: row[name] for name in names} for user, row in said.items()}
        assert found == chosen
