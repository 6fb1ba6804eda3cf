"""The services that feed a lake beside files: each takes messages in and tells how many wait.

What speaks to a service is imported when it is used, so that others start without it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from transforms.archive.positions import Positions
from transforms.config import Config
from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.ingest.messages.received import Progress, Received
from transforms.ingest.streams.stream import Backlog, Stream
from transforms.system.setting_streams import KafkaSettings, KinesisSettings, StreamSettings


class Take(Protocol):
    """Takes what there is into durable batches; what goes wrong stands in the answer."""

    def __call__(self, home: Home, *, accept_loss: bool, on_progress: Progress | None) -> Received:
        """Take messages.

        Raises:
            NotPermitted, StorageError: the home takes no batch.
        """
        ...


@dataclass(frozen=True)
class Service:
    """A service: its kind, as the settings call it, and what can be done with it."""

    kind: str
    take: Take
    #: Raises Unavailable, NotPermitted, ConfigError: it does not answer, or lost what was unread.
    backlog: Callable[[Home], Backlog]


def services(config: Config) -> Iterator[Service]:
    """List the services that the settings name."""
    if config.sqs.queue_url:
        yield _sqs(config)
    if config.kafka.brokers:
        yield _stream("kafka", config.kafka, lambda: _kafka(config.kafka))
    if config.kinesis.streams:
        yield _stream("kinesis", config.kinesis, lambda: _kinesis(config.kinesis))


def _sqs(config: Config) -> Service:
    def take(
        home: Home,
        *,
        accept_loss: bool,  # noqa: ARG001 - a queue keeps no order in which anything could lack
        on_progress: Progress | None,
    ) -> Received:
        from transforms.ingest.queue.consumer import take_queue

        return take_queue(home, config.sqs, on_progress=on_progress)

    def backlog(_: Home) -> Backlog:
        from transforms.ingest.queue.depth import queue_depth

        depth = queue_depth(config.sqs)
        return Backlog(depth.name, depth.waiting, depth.in_flight)

    return Service("sqs", take, backlog)


def _stream(kind: str, settings: StreamSettings, connect: Callable[[], Stream]) -> Service:
    def take(home: Home, *, accept_loss: bool, on_progress: Progress | None) -> Received:
        from transforms.ingest.streams.taker import take_stream

        try:
            stream = connect()
        except LakehouseError as error:
            return Received(kind, is_stream=True, error=error)
        return take_stream(stream, home, settings, accept_loss=accept_loss, on_progress=on_progress)

    def backlog(home: Home) -> Backlog:
        stream = connect()
        try:
            return stream.backlog(Positions.of(home))
        finally:
            stream.close()

    return Service(kind, take, backlog)


def _kafka(settings: KafkaSettings) -> Stream:
    from transforms.ingest.streams.kafka import Kafka

    return Kafka(settings)


def _kinesis(settings: KinesisSettings) -> Stream:
    from transforms.ingest.streams.kinesis import Kinesis, connect

    return Kinesis(connect(settings), settings)
