"""Addresses of stores: `redis://host:port/database`, `rediss://…` (TLS) and `dynamodb://TABLE`."""

import re

from transforms.errors import UsageError
from transforms.online.store import Store

_REDIS = re.compile(
    r"redis(?P<tls>s?)://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])"
    r"(:(?P<port>[0-9]{1,5}))?(/(?P<database>[0-9]{1,4})?)?"
)
_DYNAMODB = re.compile(r"dynamodb://(?P<table>[A-Za-z0-9._-]{3,255})")
_PORT = 6379


def open_store(address: str) -> Store:
    """Open a store; secrets come from the environment alone.

    Raises:
        UsageError: the address is none; what it holds is not shown, as it may be a password.
        ConfigError: the extra is not installed.
    """
    if found := _REDIS.fullmatch(address):
        from transforms.online.redis_store import RedisStore

        return RedisStore(
            address,
            found["host"].strip("[]"),
            int(found["port"] or _PORT),
            int(found["database"] or 0),
            tls=bool(found["tls"]),
        )
    if found := _DYNAMODB.fullmatch(address):
        from transforms.online.dynamodb import DynamoStore

        return DynamoStore(address, found["table"])
    kind = address.partition("://")[0] if "://" in address else "none"
    raise UsageError(
        "--to must be redis://HOST:PORT/DATABASE, rediss://… or dynamodb://TABLE, with no user,"
        f" password or option in it, got an address of {kind[:20]!r}"
    )
