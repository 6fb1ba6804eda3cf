"""Kinesis streams: every shard is read from the archive's position to its tip, parents first.

Nobody tells how many records a shard lost to its retention, or whether any. Our last record being
there proves that none was lost; so does a look, younger than the retention, that found nothing
unread. Where neither holds, records may be lost, and that is told.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config as ClientConfig

from transforms.archive.positions import Positions
from transforms.archive.stream_parts import SHARD_END, TRIM_HORIZON, Partition, Position
from transforms.errors import LakehouseError, Unavailable
from transforms.ingest.streams.shard_reading import ShardReading
from transforms.ingest.streams.shards import Shard, ShardOrder, list_shards
from transforms.ingest.streams.stream import Backlog, Block, Span, Spans
from transforms.system.aws_errors import AWS_ERRORS, STREAM, error_of, is_passing
from transforms.system.setting_streams import KinesisSettings

if TYPE_CHECKING:
    from mypy_boto3_kinesis.client import KinesisClient

log = logging.getLogger("lakehouse")

_CONNECT_SECONDS = 5
_ENOUGH_FAILED = 10  # rounds in a row that brought nothing but errors
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds after the first of them, the second, …
_MARGIN_SECONDS = 3600  # of a look: our clock is not the service's
_MOST_TOLD = 3


class Kinesis:
    """The streams of one account, for one run."""

    def __init__(
        self,
        client: "KinesisClient",
        settings: KinesisSettings,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.source = f"kinesis:{settings.name}"
        self.error: LakehouseError | None = None
        self._client = client
        self._settings = settings
        self._pause = pause
        self._readings: dict[Partition, ShardReading] = {}
        self._order = ShardOrder((), (), ())
        self._look: Callable[[Partition, float], None] = lambda _shard, _moment: None

    def begin(self, positions: Positions, *, accept_loss: bool) -> Spans:
        """List the shards, and find out where each of them goes on.

        Raises:
            Unavailable, NotPermitted, ConfigError: the service does not answer, or not to us.
        """
        self._look = lambda shard, moment: positions.look(self.source, shard, moment)
        shards, gaps = self._compared(positions)
        if gaps and not accept_loss:
            self.error = _loss(gaps)
        for shard in shards:
            if shard.partition in gaps:
                self._readings[shard.partition] = ShardReading(self._client, shard, None)
        known = positions.of_source(self.source)
        done = {each for each, position in known.items() if position == SHARD_END}
        self._order = ShardOrder(shards, done, () if accept_loss else gaps)
        return gaps if accept_loss else {}

    def blocks(self) -> Iterator[Block]:
        """Read the shards in turn, a call each, until all are at their tip, or to an `error`."""
        active, failed = self._ready(), 0
        while active:
            last = None
            for reading in list(active):
                try:
                    block = reading.read()
                except AWS_ERRORS as error:
                    last = error_of(error, reading.shard.stream, STREAM)
                    if not is_passing(error):
                        self.error = last
                        return
                    log.info("asking again: %s", last)
                    continue
                failed = -1
                yield block
                for partition, moment in block.looked.items():
                    self._look(partition, moment)
                if reading.is_at_end or reading.is_at_tip:
                    active.remove(reading)
                    active += self._settled(reading)
            failed += 1
            if failed >= _ENOUGH_FAILED:
                self.error = last
                return
            if failed:
                self._pause(_PAUSES[min(failed, len(_PAUSES)) - 1])

    def report(self, after: Mapping[Partition, Position]) -> None:
        """Tell nobody: a stream keeps no place for its readers."""

    def backlog(self, positions: Positions) -> Backlog:
        """Look whether the service answers and nothing is lost; it does not tell how much waits."""
        _, gaps = self._compared(positions)
        if gaps:
            raise _loss(gaps)
        return Backlog(self.source, None)

    def close(self) -> None:
        """Leave the service."""
        self._client.close()

    def _compared(self, positions: Positions) -> tuple[list[Shard], dict[Partition, Span]]:
        """List the shards of every stream, and those of which something may be lost."""
        known = positions.of_source(self.source)
        shards: list[Shard] = []
        gaps: dict[Partition, Span] = {}
        for stream in self._settings.streams:
            try:
                found = list(list_shards(self._client, stream))
                retention = self._retention_seconds(stream)
                for shard in found:
                    gaps |= self._gap(shard, positions, retention)
            except AWS_ERRORS as error:
                raise error_of(error, stream, STREAM) from error
            shards += found
            listed = {each.partition for each in found}
            gone = {each for each in known if each[0] == stream and each not in listed}
            gaps |= {each: (known[each], SHARD_END) for each in gone if known[each] != SHARD_END}
        return shards, gaps

    def _gap(self, shard: Shard, positions: Positions, retention: int) -> dict[Partition, Span]:
        known = positions.of_source(self.source)
        at = known.get(shard.partition)
        if at == SHARD_END:
            return {}
        since = time.time() - retention + _MARGIN_SECONDS
        is_proven = self._looked(positions, shard.partition) > since
        if at is None or at == TRIM_HORIZON:
            self._readings[shard.partition] = ShardReading(self._client, shard, None)
            parents = [
                (shard.stream, each) for each in shard.parents if (shard.stream, each) in known
            ]
            is_proven |= any(self._looked(positions, each) > since for each in parents)
            is_first = at is None and not parents  # nobody has ever read it, or what it came from
            return {} if is_proven or is_first else {shard.partition: (TRIM_HORIZON,) * 2}
        reading = ShardReading(self._client, shard, str(at), is_proven=is_proven)
        self._readings[shard.partition] = reading
        return {} if is_proven or reading.has_last_record() else {shard.partition: (at, at)}

    def _looked(self, positions: Positions, partition: Partition) -> float:
        return positions.looked_at(self.source, partition) or 0.0

    def _retention_seconds(self, stream: str) -> int:
        told = self._client.describe_stream_summary(StreamName=stream)
        return told["StreamDescriptionSummary"]["RetentionPeriodHours"] * 3600

    def _ready(self) -> list[ShardReading]:
        return [self._readings[each.partition] for each in self._order.ready()]

    def _settled(self, reading: ShardReading) -> list[ShardReading]:
        """Give the shards that may be read now, as this one is at its tip or its end."""
        if not reading.is_at_end:
            return []
        self._order.end(reading.shard)
        return self._ready()


def connect(settings: KinesisSettings) -> "KinesisClient":
    """Make a client; nothing is sent yet.

    Raises:
        ConfigError: region, address or the environment's AWS settings are unusable.
    """
    for name in ("boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)  # what they say below shows requests
    try:
        return boto3.Session().client(  # not the shared one, which remembers credentials
            "kinesis",
            region_name=settings.region or None,
            endpoint_url=settings.endpoint_url or None,
            config=ClientConfig(retries={"mode": "standard"}, connect_timeout=_CONNECT_SECONDS),
        )
    except (*AWS_ERRORS, ValueError) as error:
        raise error_of(error, ", ".join(settings.streams), STREAM) from error


def _loss(gaps: Spans) -> Unavailable:
    """Say of which shards something may be lost."""
    told = [
        f"{stream}, {shard}, must hold what follows {first}, got "
        + ("no such shard" if after == SHARD_END else "a look that is too old")
        for (stream, shard), (first, after) in sorted(gaps.items())
    ]
    more = f"; and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
    said = "; ".join(told[:_MOST_TOLD]) + more
    return Unavailable(f"{said}: records may be deleted unread; --accept-loss goes on without")
