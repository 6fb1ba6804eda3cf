"""Features in Redis: `features:<version>:<user_id>` is a JSON text that expires.

`features:current` and `features:previous` name versions, the hash `features:versions` describes
them. What must happen in one step is a script. The texts of Redis may hold addresses and what it
answers, so they are not passed on.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from typing import Any, TypeVar

import msgspec

from transforms.errors import ConfigError, LakehouseError, NotPermitted, Unavailable
from transforms.online.store import (
    DROPPED,
    RANK_CHARACTERS,
    Record,
    Version,
    is_gone,
    is_older,
)

Row = TypeVar("Row")
USERNAME, PASSWORD = "REDIS_USERNAME", "REDIS_PASSWORD"
CURRENT, PREVIOUS, VERSIONS = "features:current", "features:previous", "features:versions"
_CONNECT_SECONDS, _ANSWER_SECONDS, _TRIES = 5, 30, 3
_CHUNK = 100  # of one call, as readers wait meanwhile

_SWITCH = f"""
local about = redis.call('HGET', KEYS[3], ARGV[1])
if not about or about == '{DROPPED}' then return {{'gone', ''}} end
local current = redis.call('GET', KEYS[1])
if current and string.sub(current, 1, {RANK_CHARACTERS}) > string.sub(ARGV[1], 1, {RANK_CHARACTERS})
then return {{'older', current}} end
if current and current ~= ARGV[1] then redis.call('SET', KEYS[2], current) end
redis.call('SET', KEYS[1], ARGV[1])
return {{'done', ''}}
"""
_ERASE = """
local erased = 0
for _, version in ipairs(redis.call('HKEYS', KEYS[1])) do
    for _, id in ipairs(ARGV) do
        erased = erased + redis.call('UNLINK', 'features:' .. version .. ':' .. id)
    end
end
return erased
"""


class RedisStore:
    """One database of a Redis."""

    lingers_hours = 0

    def __init__(self, address: str, host: str, port: int, database: int, *, tls: bool) -> None:
        _check_redis()
        import redis
        from redis.backoff import ExponentialBackoff
        from redis.retry import Retry

        self.address = address
        self._redis: Any = redis.Redis(
            host=host,
            port=port,
            db=database,
            username=os.environ.get(USERNAME) or None,
            password=os.environ.get(PASSWORD) or None,
            ssl=tls,
            socket_connect_timeout=_CONNECT_SECONDS,
            socket_timeout=_ANSWER_SECONDS,
            retry=Retry(ExponentialBackoff(cap=1, base=0.1), retries=_TRIES),
            decode_responses=True,
        )

    def pointers(self) -> tuple[str | None, str | None]:
        """Name the current version, and the one before."""
        with self._answering():
            current, previous = self._redis.mget(CURRENT, PREVIOUS)
        return current, previous

    def versions(self) -> Mapping[str, Version | None]:
        """Give every version that may have records."""
        with self._answering():
            found: dict[str, str] = self._redis.hgetall(VERSIONS)
        return {
            name: msgspec.json.decode(about, type=Version) if about != DROPPED else None
            for name, about in sorted(found.items())
        }

    def begin(self, version: Version) -> None:
        """Register a version."""
        with self._answering():
            self._redis.hset(VERSIONS, version.name, msgspec.json.encode(version).decode())

    def write(self, version: Version, records: Sequence[Record]) -> None:
        """Write records that expire when the version does."""
        expires_at = int(datetime.fromisoformat(version.expires_at).timestamp())
        for chunk in _chunks(records):
            with self._answering(), self._redis.pipeline(transaction=False) as pipeline:
                for user_id, text in chunk:
                    pipeline.set(_key(version.name, user_id), text, exat=expires_at)
                pipeline.execute()

    def read(self, version: Version, user_ids: Sequence[str]) -> list[dict[str, Any] | None]:
        """Read records."""
        found: list[str | None] = []
        for chunk in _chunks(user_ids):
            with self._answering():
                found += self._redis.mget([_key(version.name, each) for each in chunk])
        return [None if text is None else json.loads(text, parse_float=Decimal) for text in found]

    def switch(self, version: Version) -> None:
        """Make a version the current one, by a script."""
        with self._answering():
            said, current = self._redis.eval(_SWITCH, 3, CURRENT, PREVIOUS, VERSIONS, version.name)
        if said == "older":
            raise is_older(self.address, version, current)
        if said == "gone":
            raise is_gone(self.address, version)

    def drop(self, name: str) -> None:
        """Delete a version; killed within, it is still known."""
        with self._answering():
            self._redis.hset(VERSIONS, name, DROPPED)
            keys: list[str] = []
            for key in self._redis.scan_iter(match=_key(name, "*"), count=_CHUNK):
                keys.append(key)
                if len(keys) == _CHUNK:
                    self._redis.unlink(*keys)
                    keys = []
            if keys:
                self._redis.unlink(*keys)
            self._redis.hdel(VERSIONS, name)

    def erase(self, user_ids: Sequence[str]) -> int:
        """Delete people from every version, by a script."""
        with self._answering():
            return int(self._redis.eval(_ERASE, 1, VERSIONS, *user_ids))

    def close(self) -> None:
        """Let go of the connections."""
        self._redis.close()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        from redis.exceptions import RedisError

        try:
            yield
        except RedisError as error:
            raise _error_of(error, self.address) from error


def _key(version: str, user_id: str) -> str:
    return f"features:{version}:{user_id}"


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _check_redis() -> None:
    if find_spec("redis") is None:
        raise ConfigError(
            "redis:// needs the extra `online` (pip install '.[online]'), got no redis"
        )


def _error_of(error: Exception, address: str) -> LakehouseError:
    """Make a sentence and an exit code of an error, told by its kind alone."""
    from redis.exceptions import AuthenticationError, AuthorizationError, NoPermissionError

    find = type(error).__name__
    if isinstance(error, AuthenticationError | AuthorizationError | NoPermissionError):
        return NotPermitted(
            f"{address} must let {USERNAME} and {PASSWORD} of the environment in, got {find}"
        )
    return Unavailable(f"{address} must answer, got {find}")
