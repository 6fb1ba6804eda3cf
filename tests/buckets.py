"""An object store for tests: moto's S3 on loopback, and the environment that names it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import boto3
import pytest

KEYS = {
    "AWS_ACCESS_KEY_ID": "k",
    "AWS_SECRET_ACCESS_KEY": "s",
    "AWS_REGION": "us-east-1",
    "AWS_MAX_ATTEMPTS": "2",
}
#: No server listens there.
AWAY = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Bucket:
    """A bucket of its own in the store."""

    name: str
    client: Any

    @property
    def objects(self) -> dict[str, bytes]:
        """Every object, by its key."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
        return {key: self.read(key) for key in keys}

    def read(self, key: str) -> bytes:
        found: bytes = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        return found

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=content)


@contextmanager
def object_store() -> Iterator[Any]:
    """Run a store, and let the environment name it; give a client of it."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it would tell of every request
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (KEYS | {"AWS_ENDPOINT_URL_S3": f"http://{host}:{port}"}).items():
            patch.setenv(name, value)
        yield boto3.client(
            "s3",
            endpoint_url=f"http://{host}:{port}",
            region_name="us-east-1",
            aws_access_key_id="k",
            aws_secret_access_key="s",  # noqa: S106 - moto asks for none
        )
    server.stop()


def new_bucket(client: Any, name: str) -> Bucket:
    client.create_bucket(Bucket=name)
    return Bucket(name, client)


@contextmanager
def refusing_store(status: int, code: str, *, only: str = "") -> Iterator[str]:
    """Run a store that answers every request (or every one of a method) with an error."""

    class Refuse(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            refuses = self.command == only or not only
            listing = b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
            body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
            body = body if refuses else listing
            self.send_response(status if refuses else 200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_PUT = do_HEAD = do_DELETE = _answer  # noqa: N815 - the library's names

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refuse)
    thread = Thread(target=server.serve_forever)
    thread.start()
    with pytest.MonkeyPatch.context() as patch:
        address = f"http://127.0.0.1:{server.server_port}"
        for name, value in (KEYS | {"AWS_ENDPOINT_URL_S3": address}).items():
            patch.setenv(name, value)
        yield address
    server.shutdown()
    thread.join()
    server.server_close()
