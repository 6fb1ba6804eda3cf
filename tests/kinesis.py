"""A Kinesis of our own: shards that split, merge and end, records that expire, iterators too."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.queues import refusal

Answer = dict[str, Any]
_BASE = 49_590_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000
_BEHIND = 60_000  # milliseconds


@dataclass
class _Shard:
    parents: list[str] = field(default_factory=list)
    records: list[tuple[int, bytes]] = field(default_factory=list)
    is_closed: bool = False
    first: int = 0  # what is before it is deleted


class FakeKinesis:
    """The client's interface, over one stream in memory.

    `at_once` is how many records a call gives at most; every `blank`th call gives none although
    there are some, as the service may. `trouble` is what the next calls raise.
    """

    def __init__(
        self,
        shards: int = 1,
        *,
        at_once: int = 1_000,
        blank: int = 0,
        moment: float | None = None,
    ) -> None:
        self.calls: list[str] = []
        self.trouble: list[Exception] = []
        self.shards = {f"shardId-{number:012}": _Shard() for number in range(shards)}
        self.expired: set[str] = set()
        self._at_once = at_once
        self._blank = blank
        self._moment = datetime.fromtimestamp(moment or time.time(), UTC)  # of every record
        self._number = 0
        self._iterators: dict[str, tuple[str, int]] = {}

    def put(self, shard: str, *values: bytes) -> None:
        assert not self.shards[shard].is_closed
        for value in values:
            self._number += 1
            self.shards[shard].records.append((_BASE + self._number * 7, value))

    def split(self, shard: str) -> list[str]:
        return [self._child(shard), self._child(shard)]

    def merge(self, one: str, other: str) -> str:
        return self._child(one, other)

    def trim(self, shard: str, count: int) -> None:
        """Let the retention of the oldest records end."""
        self.shards[shard].first += count

    def remove(self, shard: str) -> None:
        """Let the retention of a closed shard end."""
        del self.shards[shard]

    def expire_iterators(self) -> None:
        self.expired.update(self._iterators)

    def list_shards(self, **asked: Any) -> Answer:
        self._called("list_shards")
        names = sorted(self.shards)
        start = int(asked.get("NextToken", 0))
        listed = [self._described(name) for name in names[start : start + 2]]
        more = {"NextToken": str(start + 2)} if start + 2 < len(names) else {}
        return {"Shards": listed} | more

    def describe_stream_summary(self, **_: Any) -> Answer:
        self._called("describe_stream_summary")
        return {"StreamDescriptionSummary": {"RetentionPeriodHours": 24}}

    def get_shard_iterator(self, **asked: Any) -> Answer:
        self._called("get_shard_iterator")
        shard = self.shards[asked["ShardId"]]
        kind = asked["ShardIteratorType"]
        start = shard.first
        if kind != "TRIM_HORIZON":
            numbers = [number for number, _ in shard.records[shard.first :]]
            wanted = int(asked["StartingSequenceNumber"])
            if wanted not in numbers:
                raise refusal("InvalidArgumentException")
            start += numbers.index(wanted) + (kind == "AFTER_SEQUENCE_NUMBER")
        return {"ShardIterator": self._iterator(asked["ShardId"], start)}

    def get_records(self, **asked: Any) -> Answer:
        self._called("get_records")
        if asked["ShardIterator"] in self.expired:
            raise refusal("ExpiredIteratorException")
        name, start = self._iterators[asked["ShardIterator"]]
        shard = self.shards[name]
        start = max(start, shard.first)
        is_blank = self._blank and self.calls.count("get_records") % self._blank == 0
        most = 0 if is_blank else min(self._at_once, asked["Limit"])
        found = shard.records[start : start + most]
        end = start + len(found)
        is_at_tip = end >= len(shard.records)
        answer: Answer = {
            "Records": [self._record(*each) for each in found],
            "MillisBehindLatest": 0 if is_at_tip else _BEHIND,
        }
        if not (is_at_tip and shard.is_closed):
            answer["NextShardIterator"] = self._iterator(name, end)
        return answer

    def close(self) -> None:
        pass

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.trouble:
            raise self.trouble.pop(0)

    def _child(self, *parents: str) -> str:
        for parent in parents:
            self.shards[parent].is_closed = True
        self._number += 1
        name = f"shardId-{1000 + self._number:012}"
        self.shards[name] = _Shard(list(parents))
        return name

    def _iterator(self, shard: str, start: int) -> str:
        name = f"iterator-{len(self._iterators)}"
        self._iterators[name] = (shard, start)
        return name

    def _described(self, name: str) -> Answer:
        named = ("ParentShardId", "AdjacentParentShardId")
        return {"ShardId": name, **dict(zip(named, self.shards[name].parents, strict=False))}

    def _record(self, number: int, value: bytes) -> Answer:
        came = {"ApproximateArrivalTimestamp": self._moment, "PartitionKey": "key"}
        return {"SequenceNumber": str(number), "Data": value} | came
