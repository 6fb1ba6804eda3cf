"""Stores for tests: a Redis server of its own on loopback, and moto's DynamoDB."""

import logging
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import boto3
import pytest

TABLE = "features"


def redis_is_there() -> bool:
    """Tell whether there is a server to run, and a client."""
    try:
        import redis  # noqa: F401
    except ImportError:
        return False
    return shutil.which("redis-server") is not None


needs_redis = pytest.mark.skipif(
    not redis_is_there(), reason="redis-server (apt-get install redis-server) or the extra online"
)


@contextmanager
def redis_server(*options: str, port: int | None = None) -> Iterator[str]:
    """Run a server that keeps nothing on the disk; give its address."""
    with TemporaryDirectory(prefix="redis") as folder:
        chosen = port or free_port()
        command = ["redis-server", "--port", str(chosen), "--bind", "127.0.0.1", "--save", ""]
        with subprocess.Popen(
            [*command, "--dir", folder, *options], stdout=subprocess.DEVNULL
        ) as server:
            try:
                _wait_for(chosen)
                yield f"redis://127.0.0.1:{chosen}/0"
            finally:
                server.terminate()


@contextmanager
def dynamodb(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a server with an empty table, which the environment names to clients."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        patch.setenv(name, "eu-west-1")
    patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    create_table()
    try:
        yield f"dynamodb://{TABLE}"
    finally:
        moto.stop()


def create_table() -> Any:
    """Make the table anew; give a client."""
    client: Any = boto3.client("dynamodb")
    if TABLE in client.list_tables()["TableNames"]:
        client.delete_table(TableName=TABLE)
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    return client


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    for _ in range(500):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"no redis-server at {port}")
