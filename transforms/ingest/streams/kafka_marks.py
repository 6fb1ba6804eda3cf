"""What a cluster holds of each partition, against what the archive has: gaps are found here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transforms.archive.stream_parts import Partition, Position
from transforms.errors import Unavailable
from transforms.ingest.streams.kafka_client import error_of
from transforms.system.setting_streams import KafkaSettings
from transforms.system.units import counted

if TYPE_CHECKING:  # the extra may be missing
    from confluent_kafka import Consumer

_MOST_TOLD = 3


@dataclass(frozen=True)
class Mark:
    """The first offset that a partition holds, and the one behind its last."""

    low: int
    high: int


def find_marks(consumer: "Consumer", settings: KafkaSettings) -> dict[Partition, Mark]:
    """Ask the brokers for the partitions of every topic, and what they hold.

    Raises:
        Unavailable, NotPermitted, ConfigError: the brokers do not answer, or not to us.
    """
    from confluent_kafka import KafkaException, TopicPartition

    found, where = {}, ""
    try:
        for topic in settings.topics:
            where = topic
            for number in _partitions(consumer, topic, settings):
                where = f"{topic}, partition {number}"
                low, high = consumer.get_watermark_offsets(
                    TopicPartition(topic, number), timeout=settings.timeout_seconds
                )
                found[topic, str(number)] = Mark(low, high)
    except KafkaException as error:
        raise error_of(error.args[0], settings, where) from error
    return found


def _partitions(consumer: "Consumer", topic: str, settings: KafkaSettings) -> list[int]:
    from confluent_kafka import KafkaException

    told = consumer.list_topics(topic, timeout=settings.timeout_seconds).topics[topic]
    if told.error is not None:
        raise KafkaException(told.error)
    return sorted(told.partitions)


@dataclass(frozen=True)
class Marks:
    """The marks of a cluster's partitions, and the archive's positions in its topics."""

    found: Mapping[Partition, Mark]
    positions: Mapping[Partition, Position]
    settings: KafkaSettings

    def unknown(self) -> list[Partition]:
        """List the partitions of which the archive knows nothing."""
        return [each for each in self.found if each not in self.positions]

    def gaps(self) -> dict[Partition, tuple[Position, Position]]:
        """Find what was deleted before it was read: offsets from the first, up to the second."""
        return {
            each: (self._position(each), mark.low)
            for each, mark in self.found.items()
            if each not in self._made_anew() and self._position(each) < mark.low
        }

    def starts(self, *, accept_loss: bool) -> dict[Partition, int]:
        """Tell where to go on, in each partition that may be read."""
        gaps = self.gaps()
        left_out = {*self._made_anew(), *(() if accept_loss else gaps)}
        return {
            each: max(self._position(each), mark.low)
            for each, mark in self.found.items()
            if each not in left_out
        }

    def error(self, *, accept_loss: bool) -> Unavailable | None:
        """Say what keeps partitions from being read."""
        told = list(self._anew_in_words())
        if not accept_loss:
            told += list(self._gaps_in_words())
        if not told:
            return None
        more = f"; and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        return Unavailable("; ".join(told[:_MOST_TOLD]) + more)

    def _position(self, partition: Partition) -> int:
        return int(self.positions.get(partition, self.found[partition].low))

    def _made_anew(self) -> dict[Partition, int]:
        """Find partitions whose end is before our position: it is another topic of that name."""
        return {
            each: self.found[each].high if each in self.found else 0
            for each, position in self.positions.items()
            if each[0] in self.settings.topics
            and (each not in self.found or self.found[each].high < int(position))
        }

    def _anew_in_words(self) -> Iterator[str]:
        for (topic, number), high in self._made_anew().items():
            yield (
                f"{topic}, partition {number}, must reach offset"
                f" {self.positions[topic, number]}, got an end at {high}: the topic was made anew;"
                " with another kafka.name it is read from its beginning"
            )

    def _gaps_in_words(self) -> Iterator[str]:
        for (topic, number), (first, after) in self.gaps().items():
            yield (
                f"{topic}, partition {number}, must hold offset {first}, got {after} as the first:"
                f" {counted(int(after) - int(first), 'message')} deleted before being read;"
                " --accept-loss goes on without"
            )
