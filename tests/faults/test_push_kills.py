"""kill -9 of pushes: the version that is current is whole each time, and the next push goes on."""

import json
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.faults.homes import called
from tests.faults.test_kills import kill
from tests.ml.shops import END
from tests.online.people import many_people
from tests.online.readers import offline
from tests.online_stores import dynamodb, needs_redis, redis_server
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.online.addresses import open_store
from transforms.system.progress import Progress

pytestmark = pytest.mark.deep
NAMES = ["recency_days", "age_days", "active_days", "sessions_30", "events_30", "orders", "revenue"]
ONLINE = {"online": {"features": [*NAMES, "last_channel"]}}
ROUNDS = 4


@pytest.fixture
def redis_address() -> Iterator[str]:
    with redis_server() as address:
        yield address


@pytest.fixture
def dynamodb_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with dynamodb(monkeypatch) as address:
        yield address


@pytest.mark.parametrize(
    ("kind", "people", "kills", "seconds"),
    [
        pytest.param("redis", 50_000, 40, 8.0, marks=needs_redis),
        pytest.param("dynamodb", 400, 20, 8.0),
    ],
)
def test_pushes_are_killed_anywhere(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    kind: str,
    people: int,
    kills: int,
    seconds: float,
) -> None:
    address: str = request.getfixturevalue(f"{kind}_address")
    many_people(tmp_path, people)
    (tmp_path / "config.json").write_text(json.dumps(ONLINE))
    lakehouse = Lakehouse(Home(tmp_path), Config.model_validate(ONLINE), Progress())
    said = {
        user: {name: row[name] for name in ONLINE["online"]["features"]}
        for user, row in offline(lakehouse, END).items()
    }
    words = ("features", "push", "--to", address)
    chance = random.Random(6)
    ended = called(tmp_path, *words)
    assert ended.returncode == 0, ended.stderr
    for number in range(1, kills + 1):
        kill(tmp_path, seconds, chance, *words)
        assert current(address, said) == said
        if number % (kills // ROUNDS) == 0:
            assert called(tmp_path, *words).returncode == 0
            with closing(open_store(address)) as store:
                assert set(store.versions()) == set(store.pointers())


def current(address: str, user_ids: Any) -> dict[str, Any]:
    """What the current version says of people."""
    with closing(open_store(address)) as store:
        name, _ = store.pointers()
        version = store.versions()[name or ""]
        assert version is not None
        assert version.rows == len(user_ids)
        return dict(zip(user_ids, store.read(version, [*user_ids]), strict=True))
