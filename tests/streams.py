"""Streams for tests: librdkafka's own mock cluster, whose brokers other processes reach too."""

import json
from collections.abc import Iterable
from typing import Any

from tests.events import event

MESSAGE_BYTES = 600
PARTITIONS = 4


class Cluster:
    """Brokers that live as long as this object; a topic has four partitions."""

    def __init__(self) -> None:
        from confluent_kafka import Producer

        self._producer: Any = Producer(
            {
                "test.mock.num.brokers": 1,
                "linger.ms": 5,
                "queue.buffering.max.messages": 1_000_000,
                "log_level": 0,
            }
        )
        brokers = self._producer.list_topics(timeout=10).brokers.values()
        self.brokers = ",".join(f"{each.host}:{each.port}" for each in brokers)

    def settings(self, *topics: str, **more: Any) -> dict[str, Any]:
        """The section `kafka` of the settings."""
        return {"brokers": self.brokers, "topics": list(topics), "timeout_seconds": 10} | more

    def send(self, topic: str, values: Iterable[bytes | None], **more: Any) -> None:
        """Produce messages to one partition after the other, and wait until all are there."""
        for number, value in enumerate(values):
            self._producer.produce(topic, value, **{"partition": number % PARTITIONS} | more)
            if number % 1000 == 0:
                self._producer.poll(0)
        assert self._producer.flush(60) == 0

    def close(self) -> None:
        """End the brokers."""
        self._producer = None


def message(number: int) -> bytes:
    """An event of its own, in about 600 bytes."""
    row = event("page_view", f"v{number % 997}", number % 86_400, page_title=f"message {number}")
    raw = json.dumps(row).encode()
    return raw[:-1] + b', "page_referrer": "' + b"x" * (MESSAGE_BYTES - len(raw) - 21) + b'"}'
