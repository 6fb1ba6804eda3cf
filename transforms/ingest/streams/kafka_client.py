"""The client of Kafka's brokers: made from settings and the environment, and its errors as ours.

The texts of librdkafka hold addresses and what a broker answers, so they are not passed on.
"""

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from transforms.errors import ConfigError, LakehouseError, NotPermitted, Unavailable
from transforms.system.setting_streams import KafkaSettings

if TYPE_CHECKING:  # the extra may be missing
    from confluent_kafka import Consumer, KafkaError

USERNAME, PASSWORD = "KAFKA_USERNAME", "KAFKA_PASSWORD"
KEY_PASSWORD = "KAFKA_KEY_PASSWORD"  # noqa: S105 - the name of a variable
_QUEUED_KILOBYTES = 32 << 10  # that the client reads ahead
_DENIED = {"_AUTHENTICATION", "SASL_AUTHENTICATION_FAILED", "_SSL"}
_UNKNOWN = {"UNKNOWN_TOPIC_OR_PART", "_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION", "TOPIC_EXCEPTION"}
_BAD_SETTINGS = {"_INVALID_ARG", "_UNSUPPORTED_FEATURE", "UNSUPPORTED_SASL_MECHANISM", "_CONFLICT"}


def check_kafka() -> None:
    """See to it that there is a client.

    Raises:
        ConfigError: the extra is not installed.
    """
    if find_spec("confluent_kafka") is None:
        raise ConfigError(
            "kafka.brokers needs the extra `kafka` (pip install '.[kafka]'), got no confluent-kafka"
        )


def new_consumer(settings: KafkaSettings, on_error: Any, on_commit: Any) -> "Consumer":
    """Make a consumer; nothing is sent yet.

    Raises:
        ConfigError: the extra, a secret of the environment or a file is missing.
    """
    check_kafka()
    from confluent_kafka import Consumer, KafkaException

    try:
        return Consumer(
            {
                **_security(settings),
                "bootstrap.servers": settings.brokers,
                "client.id": "growth-lakehouse",
                "group.id": settings.group,
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "auto.offset.reset": "error",
                "isolation.level": "read_committed",
                "check.crcs": True,
                "enable.partition.eof": True,
                "allow.auto.create.topics": False,
                "queued.max.messages.kbytes": _QUEUED_KILOBYTES,
                "error_cb": on_error,
                "on_commit": on_commit,
                "log_level": 0,  # what it says by itself shows addresses
            }
        )
    except KafkaException as error:
        raise error_of(error.args[0], settings) from error


def error_of(error: "KafkaError", settings: KafkaSettings, where: str = "") -> LakehouseError:
    """Make a sentence and an exit code of an error, told by its name alone."""
    find = f"{error.name()}{f' for {where}' if where else ''}"
    if error.name() in _DENIED or error.name().endswith("AUTHORIZATION_FAILED"):
        return NotPermitted(f"{settings.name} must let these credentials read, got {find}")
    if error.name() in _UNKNOWN:
        return ConfigError(f"kafka.topics must name topics that are there, got {find}")
    if error.name() in _BAD_SETTINGS:
        wish = "kafka.security, kafka.sasl_mechanism and the files of kafka must be usable"
        return ConfigError(f"{wish}, got {find}")
    return Unavailable(f"the brokers of {settings.name} must answer, got {find}")


def _security(settings: KafkaSettings) -> dict[str, str]:
    given: dict[str, str] = {"security.protocol": settings.security}
    if settings.security.startswith("sasl"):
        given["sasl.mechanism"] = settings.sasl_mechanism
        given["sasl.username"] = _of_environment(USERNAME, settings)
        given["sasl.password"] = _of_environment(PASSWORD, settings)
    if settings.security.endswith("ssl"):
        files = {
            "ssl.ca.location": settings.ca_file,
            "ssl.certificate.location": settings.certificate_file,
            "ssl.key.location": settings.key_file,
            "ssl.key.password": os.environ.get(KEY_PASSWORD, ""),
        }
        given |= {name: value for name, value in files.items() if value}
    return given


def _of_environment(name: str, settings: KafkaSettings) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ConfigError(
            f"kafka.security {settings.security} needs {name} in the environment, got none"
        )
    return value
