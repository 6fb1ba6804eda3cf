"""What went wrong with a queue: botocore's errors as ours, told by code and kind alone.

The texts of botocore hold addresses and what a service answers, so they are not passed on.
"""

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

QUEUE_ERRORS = (BotoCoreError, ClientError)
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
_BUSY = {
    "InternalError",
    "InternalFailure",
    "KmsThrottled",
    "RequestLimitExceeded",
    "RequestThrottled",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}


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


def error_of(error: Exception, name: str) -> LakehouseError:
    """Make a sentence and an exit code of an error; `name` is the queue's."""
    find = _code(error) if isinstance(error, ClientError) else type(error).__name__
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return Unavailable(
            f"the queue {name} needs credentials in the environment or the AWS settings, got {find}"
        )
    if is_denial(error):
        return NotPermitted(f"the queue {name} must let these credentials receive, got {find}")
    if isinstance(error, _BAD_SETTINGS) or find in _BAD_ADDRESS:
        wish = "sqs.queue_url, sqs.region and sqs.endpoint_url must name a queue"
        return ConfigError(f"{wish}, got {find} for {name}")
    return Unavailable(f"the queue {name} must answer, got {find}")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "Unknown")).rpartition(".")[2]


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
