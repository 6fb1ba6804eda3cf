"""The queue: region, credentials (never shown), whether it answers, and what its clock says."""

import logging
import os
from collections.abc import Iterator

from transforms.config import Config
from transforms.errors import LakehouseError
from transforms.operate.doctor.findings import Finding, failed, passed, warned
from transforms.system.units import span_in_words

_SKEW_SECONDS = 120  # Amazon refuses requests that are 15 minutes off
_ADVICE = {
    69: "see whether the address is right and the network reaches it; the next run tries again",
    77: "grant sqs:ReceiveMessage, sqs:DeleteMessage and sqs:GetQueueAttributes to them",
    78: "mend sqs.queue_url, sqs.region and sqs.endpoint_url, or the AWS settings",
}


def examined(settings: Config) -> Iterator[Finding]:
    """Look at the queue without receiving a message; without a queue there is nothing to see."""
    if not settings.sqs.queue_url:
        yield passed("queue", "none is set")
        return
    yield _credentials()
    yield from _depth(settings)


def _credentials() -> Finding:
    """Tell where credentials come from; the values stay where they are."""
    logging.getLogger("botocore").setLevel(logging.WARNING)  # our own words say where they are from
    import botocore.session
    from botocore.exceptions import BotoCoreError

    try:
        found = botocore.session.Session().get_credentials()
    except BotoCoreError as error:
        return failed("credentials", type(error).__name__, "mend the AWS settings", 78)
    if found is None:
        advice = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role"
        return failed("credentials", "none found", advice, 69)
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    of_region = f", region of the environment: {region}" if region else ""
    return passed("credentials", f"found ({found.method}){of_region}")


def _depth(settings: Config) -> Iterator[Finding]:
    from transforms.ingest.queue.depth import queue_depth

    try:
        depth = queue_depth(settings.sqs)
    except LakehouseError as error:
        yield failed("queue", str(error), _ADVICE.get(error.exit_code, ""), error.exit_code)
        return
    yield passed(
        "queue", f"{depth.name}: about {depth.waiting:,} waiting, {depth.in_flight:,} in flight"
    )
    ahead = depth.clock_ahead_seconds
    if ahead is not None and abs(ahead) > _SKEW_SECONDS:
        word = "ahead of" if ahead > 0 else "behind"
        find = f"{span_in_words(ahead)} {word} the queue's"
        yield warned("queue's clock", find, "set this machine's clock (timedatectl)")
