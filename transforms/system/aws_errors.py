"""What went wrong with a service of AWS: botocore's errors as ours, told by code and kind alone.

The texts of botocore hold addresses and what a service answers, so they are not passed on.
"""

from dataclasses import dataclass

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigNotFound,
    ConfigParseError,
    ConnectionError,  # noqa: A004 - botocore's name
    HTTPClientError,
    InvalidRegionError,
    InvalidRetryConfigurationError,
    InvalidRetryModeError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
)

from transforms.errors import ConfigError, LakehouseError, NotPermitted, Unavailable

AWS_ERRORS = (BotoCoreError, ClientError)
_BAD_SETTINGS = (
    ConfigNotFound,
    ConfigParseError,
    InvalidRegionError,
    InvalidRetryConfigurationError,
    InvalidRetryModeError,
    NoRegionError,
    ParamValidationError,
    ProfileNotFound,
    ValueError,
)
_BAD_ADDRESS = {"InvalidAddress", "InvalidEndpoint", "NonExistentQueue", "QueueDoesNotExist"}
_BAD_ADDRESS |= {"InvalidBucketName", "NoSuchBucket", "ResourceNotFoundException"}
_BUSY = {
    "ExpiredIteratorException",  # the next call takes another
    "InternalError",
    "InternalFailure",
    "KMSThrottlingException",
    "KmsThrottled",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "ServiceUnavailable",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}


@dataclass(frozen=True)
class Kind:
    """A kind of service: what one is called, which settings name it, what is done with it."""

    noun: str
    settings: str
    verb: str = "receive"


QUEUE = Kind("queue", "sqs.queue_url, sqs.region and sqs.endpoint_url")
STREAM = Kind("stream", "kinesis.streams, kinesis.region and kinesis.endpoint_url")
TABLE = Kind("table", "dynamodb:// and the region of the environment", "read and write")


def is_passing(error: Exception) -> bool:
    """Tell whether the same call may succeed a little later."""
    if isinstance(error, ClientError):
        return _code(error) in _BUSY or _status(error) == 429 or _status(error) >= 500
    return isinstance(error, ConnectionError | HTTPClientError)


def is_denial(error: Exception) -> bool:
    """Tell whether a permission is missing."""
    return isinstance(error, ClientError) and (
        _status(error) == 403 or is_denial_code(_code(error))
    )


def is_denial_code(code: str) -> bool:
    """Tell whether a code of the service means that a permission is missing."""
    return "AccessDenied" in code or "UnauthorizedOperation" in code


def error_of(error: Exception, name: str, kind: Kind = QUEUE) -> LakehouseError:
    """Make a sentence and an exit code of an error; `name` is the queue's or the stream's."""
    find = code_of(error)
    service = f"the {kind.noun} {name}"
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return Unavailable(
            f"{service} needs credentials in the environment or the AWS settings, got {find}"
        )
    if is_denial(error):
        return NotPermitted(f"{service} must let these credentials {kind.verb}, got {find}")
    if isinstance(error, _BAD_SETTINGS) or find in _BAD_ADDRESS:
        return ConfigError(f"{kind.settings} must name a {kind.noun}, got {find} for {name}")
    return Unavailable(f"{service} must answer, got {find}")


def code_of(error: Exception) -> str:
    """Name an error by the service's code, else by its class."""
    return _code(error) if isinstance(error, ClientError) else type(error).__name__


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "Unknown")).rpartition(".")[2]


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
