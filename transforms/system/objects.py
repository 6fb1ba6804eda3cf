"""The objects of a bucket below one prefix: listed, read and put, with errors that are ours."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

import boto3
from botocore.config import Config as ClientConfig
from botocore.exceptions import BotoCoreError, ClientError

from transforms.errors import StorageError
from transforms.system.aws_errors import AWS_ERRORS, Kind, code_of, error_of
from transforms.system.durable import reaching
from transforms.system.object_store import ObjectStore, bucket_and_prefix

_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 60
_TRIES = 3  # of a file whose bytes break off
_BLOCK_BYTES = 1 << 20
_TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
_GONE = {"NoSuchKey", "404"}

T = TypeVar("T")


class Objects:
    """The objects whose keys begin with a prefix, by the rest of their keys."""

    def __init__(self, client: Any, address: str, store: str, kind: Kind) -> None:
        self._client = client  # Any: the types of S3 are a package of 2 MB
        self._bucket, self._prefix = bucket_and_prefix(address)
        self._named = f"{self._bucket} at {store}"
        self._kind = kind

    @classmethod
    def at(cls, address: str, setting: str) -> Self:
        """Find them by `s3://bucket/prefix`, which a setting says; nothing is sent yet.

        Raises:
            ConfigError: the environment's AWS settings are unusable.
        """
        store = ObjectStore.of_environment()
        kind = Kind("bucket", f"{setting} and AWS's settings in the environment", "read and write")
        try:
            return cls(_client(store), address, store.named, kind)
        except (*AWS_ERRORS, ValueError) as error:
            raise error_of(error, address, kind) from error

    def address(self, name: str) -> str:
        """Say where an object lies."""
        return f"s3://{self._bucket}/{self._prefix}{name}"

    def ask(self) -> None:
        """Ask for one name, to see whether the bucket answers."""
        with self._answering():
            self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)

    def is_versioned(self) -> bool:
        """Tell whether the bucket keeps what is put over or removed."""
        with self._answering():
            answer = self._client.get_bucket_versioning(Bucket=self._bucket)
        return bool(answer.get("Status") == "Enabled")

    def listed(self, beginning: str) -> dict[str, int]:
        """List the objects with names that begin so, and their bytes; a thousand in a call."""
        found: dict[str, int] = {}
        with self._answering():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=f"{self._prefix}{beginning}", Delimiter="/"
            )
            for page in pages:
                for each in page.get("Contents", ()):
                    found[each["Key"].removeprefix(self._prefix)] = each["Size"]
        return found

    def read(self, name: str) -> bytes:
        """Read a small object.

        Raises:
            StorageError: it is not there.
        """
        return b"".join(self._tried(name, lambda body: [*body.iter_chunks(_BLOCK_BYTES)]))

    def fetch(self, name: str, path: Path) -> None:
        """Copy an object to a file.

        Raises:
            StorageError: it is not there, or the disk is full.
        """

        def copied(body: Any) -> None:
            with path.open("wb") as file:
                shutil.copyfileobj(body, file, _BLOCK_BYTES)

        with reaching(path):
            self._tried(name, copied)

    def put(self, name: str, content: bytes | Path) -> None:
        """Put an object, in the place of another or not."""
        with self._answering():
            self._sent(name, content)

    def put_new(self, name: str, content: bytes | Path) -> bool:
        """Put an object whose name is free; False, and nothing is changed, where it is taken.

        An answer that was lost is asked for again, and then finds its own object there.
        """
        with self._answering():
            try:
                self._sent(name, content, IfNoneMatch="*")
            except ClientError as error:
                if code_of(error) not in _TAKEN:
                    raise
                return isinstance(content, bytes) and self._holds(name, content)
        return True

    def remove(self, name: str) -> None:
        """Remove an object, which may be missing."""
        with self._answering():
            self._client.delete_object(Bucket=self._bucket, Key=f"{self._prefix}{name}")

    def _holds(self, name: str, content: bytes) -> bool:
        return name in self.listed(name) and self.read(name) == content

    def _tried(self, name: str, use: Callable[[Any], T]) -> T:
        """Use an object's bytes as they come; where they break off, anew."""
        with self._answering():
            for tries_left in reversed(range(_TRIES)):
                try:
                    answer = self._client.get_object(
                        Bucket=self._bucket, Key=f"{self._prefix}{name}"
                    )
                    return use(answer["Body"])
                except ClientError as error:
                    if code_of(error) not in _GONE:
                        raise
                    raise StorageError(f"{self.address(name)} must be there, got none") from error
                except BotoCoreError:
                    if not tries_left:
                        raise
        raise AssertionError

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Make our errors of what the store answers, or does not."""
        try:
            yield
        except AWS_ERRORS as error:
            raise error_of(error, self._named, self._kind) from error

    def _sent(self, name: str, content: bytes | Path, **more: str) -> None:
        key = {"Bucket": self._bucket, "Key": f"{self._prefix}{name}"} | more
        if isinstance(content, bytes):
            self._client.put_object(Body=content, **key)
            return
        with reaching(content), content.open("rb") as file:
            self._client.put_object(Body=file, **key)


@cache
def _client(store: ObjectStore) -> Any:
    """Make a client; what is not named is found as AWS's own tools find it."""
    for name in ("boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)  # what they say below shows requests
    return boto3.Session().client(
        "s3",
        region_name=store.region or None,
        endpoint_url=store.endpoint or None,
        aws_access_key_id=store.key_id or None,
        aws_secret_access_key=store.secret or None,
        aws_session_token=store.session_token or None,
        config=ClientConfig(
            retries={"mode": "standard"},  # how many tries: AWS_MAX_ATTEMPTS, else 3
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_ANSWER_SECONDS,
            s3={"addressing_style": "path" if store.endpoint else "auto"},
        ),
    )
