"""Settings of streams: Kafka topics and Kinesis streams that feed the lake."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from transforms.system.setting_rules import Section
from transforms.system.setting_types import Spelled

#: A Kafka topic or a Kinesis stream, as both services spell them.
StreamName = Annotated[
    str, Spelled(r"^[A-Za-z0-9._-]{1,249}$", "letters, digits, dots, `_` and `-`, up to 249")
]
#: What a cluster or an account goes by in manifests.
FeedName = Annotated[
    str, Spelled(r"^[A-Za-z0-9._-]{1,64}$", "letters, digits, dots, `_` and `-`, up to 64")
]
_BROKERS = re.compile(r"[^\s,/@?#:]+:[0-9]{1,5}(,[^\s,/@?#:]+:[0-9]{1,5})*")
_ADDRESS = re.compile(r"https?://[^\s/@?#]+(/[^\s@?#]*)?")  # credentials have no place in it


class StreamSettings(Section):
    """What every stream has."""

    max_messages: int = Field(default=1_000_000, ge=1, le=1_000_000_000)
    max_seconds: int = Field(default=600, ge=1, le=43_200)


class KafkaSettings(StreamSettings):
    """The Kafka topics that feed the lake; without brokers there are none."""

    brokers: str = ""
    topics: list[StreamName] = Field(default=[])
    name: FeedName = "kafka"
    group: FeedName = "growth-lakehouse"
    security: Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"] = "plaintext"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "PLAIN"
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    timeout_seconds: int = Field(default=30, ge=1, le=3_600)

    @field_validator("brokers")
    @classmethod
    def _addresses(cls, value: str) -> str:
        if value and not _BROKERS.fullmatch(value):
            raise ValueError("must be host:port, or several with commas between, without @")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.brokers) != bool(self.topics):
            raise ValueError("must name brokers and topics, or neither")
        return self


class KinesisSettings(StreamSettings):
    """The Kinesis streams that feed the lake."""

    streams: list[StreamName] = Field(default=[])
    name: FeedName = "kinesis"
    region: str = ""
    endpoint_url: str = ""

    @field_validator("endpoint_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not _ADDRESS.fullmatch(value):
            raise ValueError("must be an address that begins with http:// or https://, without @")
        return value
