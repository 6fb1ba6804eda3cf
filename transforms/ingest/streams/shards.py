"""The shards of Kinesis streams: listed, and read in the order in which they came to be.

A shard that is split or merged is closed, and its children go on. What it holds is older than what
they hold, so it is read to its end before them.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transforms.archive.stream_parts import Partition

if TYPE_CHECKING:
    from mypy_boto3_kinesis.client import KinesisClient


@dataclass(frozen=True)
class Shard:
    """A shard of a stream, and the shards that it came from."""

    stream: str
    shard_id: str
    parents: frozenset[str]

    @property
    def partition(self) -> Partition:
        """Name it as manifests do."""
        return self.stream, self.shard_id


def list_shards(client: "KinesisClient", stream: str) -> Iterator[Shard]:
    """Ask for the shards of a stream that hold records, or may still get some."""
    answer = client.list_shards(StreamName=stream)
    while True:
        for each in answer["Shards"]:
            parents = {each.get("ParentShardId"), each.get("AdjacentParentShardId")}
            yield Shard(stream, each["ShardId"], frozenset(filter(None, parents)))
        if not (token := answer.get("NextToken")):
            return
        answer = client.list_shards(NextToken=token)


class ShardOrder:
    """Which shards may be read: those whose parents are read to their end, or gone.

    `done` are read to their end; those that are `left_out` keep their children waiting.
    """

    def __init__(
        self, shards: Iterable[Shard], done: Collection[Partition], left_out: Collection[Partition]
    ) -> None:
        unread = {each.partition: each for each in shards if each.partition not in done}
        self._unread = set(unread)
        self._waiting = {each: unread[each] for each in unread if each not in left_out}

    def ready(self) -> list[Shard]:
        """Give the shards that may be read from now on, each of them once."""
        ready = [
            each
            for each in self._waiting.values()
            if not any((each.stream, parent) in self._unread for parent in each.parents)
        ]
        for each in ready:
            del self._waiting[each.partition]
        return ready

    def end(self, shard: Shard) -> None:
        """Note that a shard is read to its end."""
        self._unread.discard(shard.partition)
