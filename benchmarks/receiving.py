"""Measure what a durable batch costs beside receiving: `python benchmarks/receiving.py [messages]`.

An in-process queue answers real boto3 clients: requests are made, signed and parsed, and never
leave the process. The bare loop makes the same calls with as many threads and writes nothing.
Both are measured in turn; `ratio` is ours to bare, in seconds by the clock and of CPU time.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import boto3
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.config import Config as ClientConfig

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.reading import KINDS
from tests.queues import FakeSqs, queue_settings
from transforms.home import Home
from transforms.ingest.queue.consumer import take_messages
from transforms.ingest.queue.sqs import Queue

RUNS = 5
SETTINGS = queue_settings()
OPERATIONS = {
    "ReceiveMessage": "receive_message",
    "DeleteMessageBatch": "delete_message_batch",
    "ChangeMessageVisibilityBatch": "change_message_visibility_batch",
}


class Raw:
    """The bytes of an answer, as urllib3 gives them."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> list[bytes]:
        """Give the bytes at once."""
        return [self._content]


def client_of(queue: FakeSqs) -> Any:
    """Make a boto3 client whose requests the queue answers in this process."""

    def answer(request: AWSRequest, **_: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().partition(".")[2]
        answered = getattr(queue, OPERATIONS[operation])(**json.loads(request.body))
        headers = {"Content-Type": "application/x-amz-json-1.0"}
        return AWSResponse(request.url, 200, headers, Raw(json.dumps(answered).encode()))

    client = boto3.client(
        "sqs",
        region_name="eu-west-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",  # noqa: S106 - nothing is asked for it
        config=ClientConfig(retries={"mode": "standard"}),
    )
    client.meta.events.register("before-send.sqs", answer)
    return client


def bare(queue: FakeSqs) -> int:
    """Receive and delete everything, ten at a time, with as many threads as we do."""
    client = client_of(queue)

    def loop(_: int) -> int:
        count = 0
        while True:
            messages = client.receive_message(
                QueueUrl=SETTINGS.queue_url,
                MaxNumberOfMessages=10,
                WaitTimeSeconds=0,
                VisibilityTimeout=SETTINGS.visibility_timeout,
            ).get("Messages", [])
            if not messages:
                return count
            client.delete_message_batch(
                QueueUrl=SETTINGS.queue_url,
                Entries=[
                    {"Id": str(place), "ReceiptHandle": each["ReceiptHandle"]}
                    for place, each in enumerate(messages)
                ],
            )
            count += len(messages)

    with ThreadPoolExecutor(SETTINGS.receivers) as threads:
        return sum(threads.map(loop, range(SETTINGS.receivers)))


def ours(queue: FakeSqs) -> int:
    """Receive everything into durable batches, and delete it."""
    with tempfile.TemporaryDirectory() as folder:
        received = take_messages(Queue(client_of(queue), SETTINGS), Home(Path(folder)), SETTINGS)
    return received.deleted


def measured(work: Callable[[FakeSqs], int], bodies: list[str]) -> tuple[float, float]:
    """Give the seconds by the clock and of CPU time."""
    queue = FakeSqs(bodies)
    clock, cpu = time.perf_counter(), time.process_time()
    done = work(queue)
    seconds = time.perf_counter() - clock, time.process_time() - cpu
    if done != len(bodies) or queue.bodies:
        raise SystemExit(f"every message must be received and deleted, got {done}")
    return seconds


def main(count: int) -> None:
    """Print a line for each run, and the medians."""
    make = KINDS["items as JSON text"]
    bodies = [json.dumps(make(number)) for number in range(count)]
    out = sys.stdout.write
    out(f"{count:,} messages of {sum(map(len, bodies)) // count} bytes\n")
    out(f"{'bare s':>8}{'ours s':>8}{'ratio':>7}{'bare CPU':>10}{'ours CPU':>10}{'ratio':>7}\n")
    found = []
    for run in range(RUNS):
        first, second = (bare, ours) if run % 2 else (ours, bare)  # neither always goes first
        seconds = {first: measured(first, bodies), second: measured(second, bodies)}
        (a, b), (c, d) = seconds[bare], seconds[ours]
        found.append((c / a, d / b))
        out(f"{a:>8.2f}{c:>8.2f}{c / a:>7.2f}{b:>10.2f}{d:>10.2f}{d / b:>7.2f}\n")
    clock, cpu = (median(ratios) for ratios in zip(*found, strict=True))
    out(f"median ratio: {clock:.2f} by the clock, {cpu:.2f} of CPU time\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
