"""Stores, emptied for each test, and a shop of 40 people."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.ml.shops import END, copy_shop, lakehouse_of
from tests.online_stores import create_table, dynamodb, redis_is_there, redis_server
from transforms.lakehouse import Lakehouse

#: Cutoffs, the oldest first.
DAYS = [END - timedelta(days=back) for back in (20, 10, 0)]


@pytest.fixture(scope="session")
def _redis() -> Iterator[str]:
    if not redis_is_there():
        pytest.skip("redis-server (apt-get install redis-server) and the extra online are needed")
    with redis_server() as address:
        yield address


@pytest.fixture(scope="session")
def _dynamodb() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, dynamodb(patch) as address:
        yield address


@pytest.fixture
def redis_address(_redis: str) -> str:
    import redis

    redis.Redis.from_url(_redis).flushall()
    return _redis


@pytest.fixture
def dynamodb_address(_dynamodb: str) -> str:
    create_table()
    return _dynamodb


@pytest.fixture(params=["redis", "dynamodb"])
def address(request: pytest.FixtureRequest) -> str:
    """Each kind of store."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture
def lakehouse(tmp_path: Path) -> Lakehouse:
    return copy_shop(tmp_path, people=40)


@pytest.fixture
def light(lakehouse: Lakehouse, monkeypatch: pytest.MonkeyPatch) -> Lakehouse:
    """The same shop with features that cost nothing, for tests of stores alone."""

    def features_sql(_: object, cutoff: object) -> str:
        return f"""
            select
                visitor_id as user_id, date '{cutoff}' as cutoff,
                date '{cutoff}' - max(event_date) as recency_days,
                cast(count(*) * 1.5 as decimal(18, 4)) as revenue
            from lake.silver.silver_session_days
            where event_date < date '{cutoff}'
            group by visitor_id
        """

    monkeypatch.setattr("transforms.online.offline.features_sql", features_sql)
    monkeypatch.setattr("tests.online.readers.features_sql", features_sql)
    return lakehouse_of(lakehouse.home.root, online={"features": ["recency_days", "revenue"]})
