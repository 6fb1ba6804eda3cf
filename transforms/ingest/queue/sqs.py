"""The queue itself: SQS messages received, kept hidden and deleted; knows nothing of batches."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config as ClientConfig

from transforms.config import QueueSettings
from transforms.errors import NotPermitted
from transforms.system.aws_errors import (
    AWS_ERRORS,
    error_of,
    is_denial,
    is_denial_code,
    is_passing,
)

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

MOST_AT_ONCE = 10  # messages of one call
_DELETE_TRIES = 3
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 15  # beyond the time that a receive waits


@dataclass(frozen=True, slots=True)
class Message:
    """A message in flight; `handle` is what deletes it, and changes with each receive."""

    message_id: str
    handle: str
    body: str
    receives: int = 1


class Queue:
    """One queue, for several threads at once."""

    def __init__(self, client: "SQSClient", settings: QueueSettings) -> None:
        self._client = client
        self._url = settings.queue_url
        self._hidden_seconds = settings.visibility_timeout
        self.name = name_of(settings)

    def receive(self, most: int, wait_seconds: int) -> list[Message]:
        """Receive up to `most` messages, waiting for the first if there is none."""
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=min(most, MOST_AT_ONCE),
            WaitTimeSeconds=wait_seconds,
            VisibilityTimeout=self._hidden_seconds,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return [
            Message(each["MessageId"], each["ReceiptHandle"], each.get("Body", ""), _receives(each))
            for each in answer.get("Messages", ())
        ]

    def delete(self, handles: Sequence[str]) -> list[str]:
        """Delete up to ten messages, asking again for those that failed; list what is left.

        Raises:
            NotPermitted: these credentials may not delete.
        """
        left = list(handles)
        for tries_left in reversed(range(_DELETE_TRIES)):
            try:
                left = self._not_deleted(left)
            except AWS_ERRORS as error:
                if is_denial(error):
                    raise NotPermitted(f"{self.name} does not let us delete") from error
                if not (tries_left and is_passing(error)):
                    raise
            if not left:
                break
        return left

    def extend_visibility(self, handles: Sequence[str]) -> None:
        """Keep up to ten messages hidden from others for the visibility timeout from now."""
        self._client.change_message_visibility_batch(
            QueueUrl=self._url,
            Entries=[
                {
                    "Id": str(index),
                    "ReceiptHandle": handle,
                    "VisibilityTimeout": self._hidden_seconds,
                }
                for index, handle in enumerate(handles)
            ],
        )

    def attributes(self) -> tuple[dict[str, str], str]:
        """Ask for the numbers of messages, and the date of the answer; receives none."""
        answer = self._client.get_queue_attributes(
            QueueUrl=self._url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        found = {str(name): value for name, value in answer.get("Attributes", {}).items()}
        return found, answer["ResponseMetadata"]["HTTPHeaders"].get("date", "")

    def _not_deleted(self, handles: list[str]) -> list[str]:
        answer = self._client.delete_message_batch(
            QueueUrl=self._url,
            Entries=[
                {"Id": str(index), "ReceiptHandle": handle} for index, handle in enumerate(handles)
            ],
        )
        failed = answer.get("Failed", [])
        if any(is_denial_code(each.get("Code", "")) for each in failed):
            raise NotPermitted(f"{self.name} does not let us delete")
        return [handles[int(each["Id"])] for each in failed]


def connect(settings: QueueSettings) -> Queue:
    """Make a client for the configured queue; nothing is sent yet.

    Raises:
        ConfigError: region, address or the environment's AWS settings are unusable.
    """
    for name in ("boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)  # what they say below shows requests
    try:
        client = boto3.Session().client(  # not the shared one, which remembers credentials
            "sqs",
            region_name=settings.region or None,
            endpoint_url=settings.endpoint_url or None,
            config=ClientConfig(
                retries={"mode": "standard"},  # how many tries: AWS_MAX_ATTEMPTS, else 3
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=settings.wait_seconds + _ANSWER_SECONDS,
                max_pool_connections=settings.receivers + 1,  # and the heartbeat
            ),
        )
    except (*AWS_ERRORS, ValueError) as error:
        raise error_of(error, name_of(settings)) from error
    return Queue(client, settings)


def _receives(message: "MessageTypeDef") -> int:
    return int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1))


def name_of(settings: QueueSettings) -> str:
    """Name a queue by the end of its address."""
    return settings.queue_url.rstrip("/").rpartition("/")[2]
