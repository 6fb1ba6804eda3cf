"""DynamoDB: numbers as they are, what is throttled, what is not there, readers of the docs."""

from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.ml.shops import END
from tests.online.readers import documented, offline
from tests.online_stores import TABLE
from transforms.errors import ConfigError, NotPermitted, Unavailable
from transforms.lakehouse import Lakehouse
from transforms.online.addresses import open_store
from transforms.online.dynamodb import DynamoStore
from transforms.online.push import push
from transforms.online.store import Version

VERSION = Version("20240101-00000000000000-aaaaaa", "2024-01-01", 1, 1, [], {}, "", "2099-01-01")


def test_numbers_and_texts_come_back_as_they_were(dynamodb_address: str) -> None:
    text = '{"money":12345678901234.5678,"rate":0.000001,"n":-3,"none":null,"is":true}'
    with closing(open_store(dynamodb_address)) as store:
        store.begin(VERSION)
        store.write(VERSION, [("a#b", text)])
        (found,) = store.read(VERSION, ["a#b"])
    read = {name: str(each) for name, each in (found or {}).items()}
    numbers = {"money": "12345678901234.5678", "rate": "0.000001", "n": "-3"}
    assert read == {**numbers, "none": "None", "is": "True"}


def test_the_documented_reader_reads(light: Lakehouse, dynamodb_address: str) -> None:
    version = push(light, dynamodb_address).version
    client, read = boto3.client("dynamodb"), documented()["read_features"]
    user_id, said = next(iter(offline(light, END).items()))
    name, item = read(client, TABLE, user_id)
    assert (name, item["recency_days"]) == (version.name, {"N": str(said["recency_days"])})
    assert int(item["expires_at"]["N"]) > 0
    assert read(client, TABLE, "nobody") == (version.name, None)


class _Throttled:
    """Takes one item of a call and leaves the others, so often."""

    def __init__(self, client: Any, times: int) -> None:
        self._client, self._times = client, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def batch_write_item(self, RequestItems: Any) -> Any:  # noqa: N803 - boto3's name
        if self._times == 0:
            return self._client.batch_write_item(RequestItems=RequestItems)
        self._times -= 1
        ((table, items),) = RequestItems.items()
        self._client.batch_write_item(RequestItems={table: items[:1]})
        return {"UnprocessedItems": {table: items[1:]} if items[1:] else {}}


@pytest.mark.parametrize(("times", "is_kept_up"), [(3, True), (99, False)])
def test_throttled_items_are_tried_again_for_a_while(
    dynamodb_address: str, times: int, is_kept_up: bool
) -> None:
    pauses: list[float] = []
    store = DynamoStore(dynamodb_address, TABLE, pauses.append)
    store._client = _Throttled(store._client, times)  # type: ignore[assignment]
    records = [(f"p{number}", '{"n":1}') for number in range(12)]
    with closing(store):
        if is_kept_up:
            store.write(VERSION, records)
            assert None not in store.read(VERSION, [user_id for user_id, _ in records])
            assert len(pauses) == times
        else:
            with pytest.raises(Unavailable, match="must keep up"):
                store.write(VERSION, records)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("AccessDeniedException", NotPermitted, "must let these credentials read and write"),
        ("ResourceNotFoundException", ConfigError, "must name a table, got ResourceNotFound"),
        ("InternalServerError", Unavailable, "must answer, got InternalServerError"),
    ],
)
def test_what_the_service_says_is_told_by_its_code(
    dynamodb_address: str, monkeypatch: pytest.MonkeyPatch, code: str, kind: Any, words: str
) -> None:
    def refuse(**_: Any) -> Any:
        raise ClientError({"Error": {"Code": code, "Message": "canary"}}, "GetItem")

    with closing(DynamoStore(dynamodb_address, TABLE)) as store:
        monkeypatch.setattr(store._client, "get_item", refuse)
        with pytest.raises(kind, match=words) as told:
            store.pointers()
    assert "canary" not in str(told.value)
