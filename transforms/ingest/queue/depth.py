"""How many messages a queue holds, asked without receiving one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from transforms.config import QueueSettings
from transforms.ingest.queue.sqs import connect, name_of
from transforms.system.aws_errors import AWS_ERRORS, error_of


@dataclass(frozen=True)
class QueueDepth:
    """About how many messages wait or are in flight; how far our clock is ahead of the queue's."""

    name: str
    waiting: int
    in_flight: int
    clock_ahead_seconds: float | None


def queue_depth(settings: QueueSettings) -> QueueDepth:
    """Ask the queue; nothing is received and nothing becomes invisible.

    Raises:
        Unavailable, NotPermitted, ConfigError: the queue does not answer, or not to us.
    """
    try:
        found, date = connect(settings).attributes()
    except (*AWS_ERRORS, ValueError) as error:
        raise error_of(error, name_of(settings)) from error
    return QueueDepth(
        name=name_of(settings),
        waiting=int(found.get("ApproximateNumberOfMessages", 0)),
        in_flight=int(found.get("ApproximateNumberOfMessagesNotVisible", 0)),
        clock_ahead_seconds=_ahead_of(date),
    )


def _ahead_of(date: str) -> float | None:
    try:
        return (datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError):  # a service that tells no time
        return None
