"""A push: what a store has is what the lake says; nothing old or half comes to be current."""

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from tests.ml.shops import END, lakehouse_of
from tests.online.conftest import DAYS
from tests.online.readers import offline
from transforms.errors import ConfigError, InputMissing, PromiseBroken, UsageError
from transforms.lakehouse import Lakehouse
from transforms.online.addresses import open_store
from transforms.online.erasing import erase_online
from transforms.online.known import known_stores, note_store
from transforms.online.offline import read_offline
from transforms.online.push import push
from transforms.online.store import Record, Store, Version

#: Redis, and with the long tests DynamoDB too.
STORES = pytest.mark.parametrize(
    "address", ["redis", pytest.param("dynamodb", marks=pytest.mark.deep)], indirect=True
)


def held(address: str, version: Version, user_ids: Sequence[str]) -> dict[str, Any]:
    with closing(open_store(address)) as store:
        return dict(zip(user_ids, store.read(version, user_ids), strict=True))


def test_a_store_has_what_the_lake_says(lakehouse: Lakehouse, address: str) -> None:
    said = offline(lakehouse, END)
    pushed = push(lakehouse, address)
    assert (pushed.version.rows, pushed.compared) == (len(said), len(said))
    assert pushed.version.columns == list(next(iter(said.values())))
    assert held(address, pushed.version, [*said, "nobody"]) == said | {"nobody": None}


@STORES
def test_versions_follow_each_other_and_the_one_before_stays(
    light: Lakehouse, address: str
) -> None:
    first, second, third = (push(light, address, day).version for day in DAYS)
    with closing(open_store(address)) as store:
        assert store.pointers() == (third.name, second.name)
        assert dict(store.versions()) == {second.name: second, third.name: third}
        (someone,) = list(offline(light, DAYS[0]))[:1]
        found = [store.read(each, [someone])[0] is None for each in (first, second, third)]
        assert found == [True, False, False]
    again = push(light, address, DAYS[2], sample=7)  # the same state, pushed anew
    assert (again.compared, again.version.rank) == (7, third.rank)


@pytest.mark.slow
def test_an_older_version_is_refused_before_and_at_the_switch(
    light: Lakehouse, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = push(light, address, DAYS[1]).version
    with pytest.raises(PromiseBroken, match=r"must not go back from version .* the current one"):
        push(light, address, DAYS[0])
    monkeypatch.setattr("transforms.online.push.rank", lambda _: "")  # as if pushed meanwhile
    with pytest.raises(PromiseBroken, match="must not go back"):
        push(light, address, DAYS[0])
    with closing(open_store(address)) as store:
        assert store.pointers()[0] == current.name


class _Forgetful:
    """Writes one record of each block otherwise than told."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, version: Version, records: Sequence[Record]) -> None:
        user_id, text = records[-1]
        self._store.write(
            version, [*records[:-1], (user_id, text.replace('"recency_days":', '"recency_days":1'))]
        )


@STORES
def test_a_difference_leaves_the_version_before(
    light: Lakehouse, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = push(light, address, DAYS[0]).version
    with monkeypatch.context() as patch:
        patch.setattr(
            "transforms.online.push.open_store", lambda each: _Forgetful(open_store(each))
        )
        with pytest.raises(PromiseBroken, match=r"got 1 of \d+ records read back that differ"):
            push(light, address, DAYS[1])
    with closing(open_store(address)) as store:
        assert (store.pointers()[0], [*store.versions()]) == (current.name, [current.name])
    assert push(light, address, DAYS[1]).compared


@STORES
def test_what_a_killed_push_left_is_removed_and_never_read(
    light: Lakehouse, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = push(light, address, DAYS[0]).version
    with monkeypatch.context() as patch:
        patch.setattr("transforms.online.push.count_differing", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            push(light, address, DAYS[1])
    with closing(open_store(address)) as store:
        assert store.pointers()[0] == current.name
        (left,) = [each for each in store.versions().values() if each and each != current]
        assert store.read(left, [*offline(light, DAYS[1])])[0] is not None
        push(light, address, DAYS[1])
        assert left.name not in store.versions()
        assert store.read(left, [*offline(light, DAYS[1])])[0] is None


@STORES
def test_a_version_that_another_push_deleted_is_not_switched_to(
    light: Lakehouse, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count_and_delete(store: Store, version: Version, _: object) -> int:
        store.drop(version.name)
        return 0

    monkeypatch.setattr("transforms.online.push.count_differing", count_and_delete)
    with pytest.raises(PromiseBroken, match="pushed to by one home alone"):
        push(light, address)
    with closing(open_store(address)) as store:
        assert store.pointers() == (None, None)


def test_a_person_is_erased_from_every_version(light: Lakehouse, address: str) -> None:
    versions = [push(light, address, day).version for day in DAYS[1:]]
    someone, other = list(offline(light, DAYS[1]))[:2]
    assert erase_online(light.home, [someone, "nobody"]) == {address: 2}
    for version in versions:
        found = held(address, version, [someone, other])
        assert (found[someone], found[other] is None) == (None, False)
    assert erase_online(light.home, [someone]) == {address: 0}


def test_chosen_features_and_scores_are_pushed(lakehouse: Lakehouse, redis_address: str) -> None:
    someone, other = list(offline(lakehouse, END))[:2]
    with lakehouse.writing() as connection:
        connection.execute(
            "insert into lake.ops.person_scores by name select 'churn' as model,"
            " 'a' as model_version, ? as cutoff, ? as user_id, 0.25 as score",
            [DAYS[1], someone],
        )
    version = push(lakehouse, redis_address).version
    assert version.columns[-1] == "churn_probability"
    assert version.models == {"churn": {"version": "a", "cutoff": str(DAYS[1])}}
    found = held(redis_address, version, [someone, other])
    assert [each["churn_probability"] for each in found.values()] == [pytest.approx(0.25), None]
    chosen = lakehouse_of(lakehouse.home.root, online={"features": ["orders", "segment"]})
    version = push(chosen, redis_address).version
    assert held(redis_address, version, [someone]) == {someone: {"orders": 0, "segment": None}}
    with lakehouse.reading() as connection:  # a score of later days would know what came
        assert "churn_probability" not in read_offline(connection, chosen.config, DAYS[0]).columns
        early = read_offline(connection, lakehouse.config, DAYS[0])
    assert (early.models, "churn_probability" in early.columns) == ({}, False)


def test_what_cannot_be_pushed_is_refused_before_anything_is_noted(
    lakehouse: Lakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    address = "dynamodb://nothing"
    with pytest.raises(UsageError, match=r"--cutoff must be 2024-10-27 or before"):
        push(lakehouse, address, END + timedelta(days=1))
    with pytest.raises(InputMissing, match="somebody must have been seen before 2023-01-01"):
        push(lakehouse, address, END.replace(year=2023, month=1, day=1))
    wrong = lakehouse_of(lakehouse.home.root, online={"features": ["luck"]})
    with pytest.raises(ConfigError, match=r"online.features must name .* got 'luck'; known are"):
        push(wrong, address)
    assert known_stores(lakehouse.home) == []


def test_a_store_is_known_until_all_in_it_has_expired(light: Lakehouse, redis_address: str) -> None:
    assert erase_online(light.home, ["somebody"]) == {}
    note_store(light.home, "redis://gone:1/0", 1.0)
    push(light, redis_address)
    assert known_stores(light.home) == [redis_address]


@pytest.mark.parametrize(
    "address",
    ["redis://me:hunter22@host/0", "redis://host?password=hunter22", "memcached://host", "x", ""],
)
def test_an_address_with_a_secret_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(UsageError, match=r"--to must be redis://HOST") as refused:
        open_store(address)
    assert "hunter22" not in str(refused.value)
