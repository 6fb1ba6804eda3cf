"""Features in DynamoDB: the item `<version>#<user_id>` has an attribute for each feature.

The item `current` names the versions, `versions` describes them. The key of the table is the text
`id`; `expires_at`, in seconds since 1970, is for the table's own expiry.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import boto3
import msgspec
from botocore.config import Config as ClientConfig

from transforms.errors import PromiseBroken, Unavailable
from transforms.online.dynamodb_items import Item, attributes, values
from transforms.online.store import DROPPED, Record, Version, is_gone, is_older, rank
from transforms.system.aws_errors import AWS_ERRORS, TABLE, code_of, error_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

CURRENT, VERSIONS = "current", "versions"
_WRITTEN, _READ, _AT_ONCE = 25, 100, 100  # items of one call, as DynamoDB takes them
_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)  # seconds, while items are throttled
_SWITCHES = 5  # tries, as somebody else may switch in between


class DynamoStore:
    """One table of DynamoDB."""

    lingers_hours = 168  # AWS deletes what has expired within days

    def __init__(
        self, address: str, table: str, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self.address = address
        self._table = table
        self._pause = pause
        with self._answering():
            self._client: DynamoDBClient = boto3.client(
                "dynamodb",
                config=ClientConfig(
                    connect_timeout=5, read_timeout=30, retries={"mode": "standard"}
                ),
            )

    def pointers(self) -> tuple[str | None, str | None]:
        """Name the current version, and the one before."""
        item = self._item(CURRENT)
        return (_text(item, "version"), _text(item, "previous"))

    def versions(self) -> Mapping[str, Version | None]:
        """Give every version that may have records."""
        return {
            name: msgspec.json.decode(about["S"], type=Version) if about["S"] != DROPPED else None
            for name, about in sorted(self._item(VERSIONS).get("about", {"M": {}})["M"].items())
        }

    def begin(self, version: Version) -> None:
        """Register a version."""
        self._describe(version.name, _about(version))

    def write(self, version: Version, records: Sequence[Record]) -> None:
        """Write records; numbers are decimals of their text."""
        expires_at = int(datetime.fromisoformat(version.expires_at).timestamp())
        own = {"expires_at": {"N": str(expires_at)}}
        self._put(
            {"PutRequest": {"Item": {"id": _id(version.name, user_id), **own, **attributes(text)}}}
            for user_id, text in records
        )

    def read(self, version: Version, user_ids: Sequence[str]) -> list[dict[str, Any] | None]:
        """Read records, with all that was written before."""
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(user_ids), _READ):
            part = [_id(version.name, each) for each in user_ids[start : start + _READ]]
            found |= {item["id"]["S"]: values(item) for item in self._get(part)}
        return [found.get(_id(version.name, each)["S"]) for each in user_ids]

    def switch(self, version: Version) -> None:
        """Make a version the current one, by a conditional put that refuses an older version."""
        for _ in range(_SWITCHES):
            before, previous = self.pointers()
            if before is not None and rank(before) > version.rank:
                raise is_older(self.address, version, before)
            if self.versions().get(version.name) is None:
                break
            if self._has_switched(version, before, before if before != version.name else previous):
                return
        raise is_gone(self.address, version)

    def drop(self, name: str) -> None:
        """Delete a version, whose items are looked for in the whole table."""
        self._describe(name, DROPPED)
        self._put({"DeleteRequest": {"Key": {"id": each}}} for each in self._ids(f"{name}#"))
        with self._answering():
            self._client.update_item(
                TableName=self._table,
                Key={"id": {"S": VERSIONS}},
                UpdateExpression="remove about.#name",
                ExpressionAttributeNames={"#name": name},
            )

    def erase(self, user_ids: Sequence[str]) -> int:
        """Delete people from every version: a hundred items in one step."""
        ids = [_id(version, each) for version in self.versions() for each in user_ids]
        erased = 0
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            erased += len(self._get(part))
            deletes: Any = [
                {"Delete": {"TableName": self._table, "Key": {"id": each}}} for each in part
            ]
            with self._answering():
                self._client.transact_write_items(TransactItems=deletes)
        return erased

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _item(self, key: str) -> Item:
        with self._answering():
            found: Any = self._client.get_item(
                TableName=self._table, Key={"id": {"S": key}}, ConsistentRead=True
            )
        item: Item = found.get("Item", {})
        return item

    def _describe(self, name: str, about: str) -> None:
        key: Any = {"TableName": self._table, "Key": {"id": {"S": VERSIONS}}}
        with self._answering():
            self._client.update_item(
                **key,
                UpdateExpression="set about = if_not_exists(about, :none)",
                ExpressionAttributeValues={":none": {"M": {}}},
            )
            self._client.update_item(
                **key,
                UpdateExpression="set about.#name = :about",
                ExpressionAttributeNames={"#name": name},
                ExpressionAttributeValues={":about": {"S": about}},
            )

    def _has_switched(self, version: Version, before: str | None, previous: str | None) -> bool:
        """Put what is current if it is as it was, and the version is still what it was."""
        item = {"id": {"S": CURRENT}, "version": {"S": version.name}}
        put: Any = {
            "Item": item | ({"previous": {"S": previous}} if previous else {}),
            "ConditionExpression": "attribute_not_exists(id)",
        }
        if before is not None:
            put["ConditionExpression"] = "version = :before"
            put["ExpressionAttributeValues"] = {":before": {"S": before}}
        check: Any = {
            "Key": {"id": {"S": VERSIONS}},
            "ConditionExpression": "about.#name = :about",
            "ExpressionAttributeNames": {"#name": version.name},
            "ExpressionAttributeValues": {":about": {"S": _about(version)}},
        }
        table = {"TableName": self._table}
        steps: Any = [{"Put": table | put}, {"ConditionCheck": table | check}]
        try:
            with self._answering():
                self._client.transact_write_items(TransactItems=steps)
        except PromiseBroken:
            return False
        return True

    def _put(self, requests: Iterator[Any]) -> None:
        """Write or delete items; what is throttled is tried again."""
        while part := list(islice(requests, _WRITTEN)):
            for pause in self._pauses():
                with self._answering():
                    answer = self._client.batch_write_item(RequestItems={self._table: part})
                part = answer.get("UnprocessedItems", {}).get(self._table, [])
                if not part:
                    break
                self._pause(pause)

    def _ids(self, prefix: str) -> Iterator[Item]:
        """Find the keys that begin with a text."""
        with self._answering():
            for page in self._client.get_paginator("scan").paginate(
                TableName=self._table,
                ConsistentRead=True,
                ProjectionExpression="id",
                FilterExpression="begins_with(id, :prefix)",
                ExpressionAttributeValues={":prefix": {"S": prefix}},
            ):
                yield from ({"S": item["id"]["S"]} for item in page["Items"])

    def _get(self, ids: Sequence[Item]) -> list[Item]:
        """Read up to a hundred items, with all that was written before."""
        found: list[Item] = []
        wanted: Any = {
            self._table: {"Keys": [{"id": each} for each in ids], "ConsistentRead": True}
        }
        for pause in self._pauses():
            with self._answering():
                answer: Any = self._client.batch_get_item(RequestItems=wanted)
            found += answer["Responses"].get(self._table, [])
            wanted = answer.get("UnprocessedKeys")
            if not wanted:
                break
            self._pause(pause)
        return found

    def _pauses(self) -> Iterator[float]:
        """Give the pauses of a call that is throttled.

        Raises:
            Unavailable: it still is after all of them.
        """
        yield from _PAUSES
        raise Unavailable(f"{self.address} must keep up, got its items throttled for too long")

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except AWS_ERRORS as error:
            if code_of(error) == "TransactionCanceledException":
                raise PromiseBroken(f"{self.address} must be as it was, got it changed") from error
            raise error_of(error, self._table, TABLE) from error


def _id(version: str, user_id: str) -> Item:
    return {"S": f"{version}#{user_id}"}


def _about(version: Version) -> str:
    return msgspec.json.encode(version).decode()


def _text(item: Item, name: str) -> str | None:
    return item[name]["S"] if name in item else None
