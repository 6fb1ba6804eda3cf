"""Queues for tests: an in-process SQS with a clock of its own, and the trouble a real one makes."""

import random
import threading
import time
from collections import deque
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from transforms.config import QueueSettings

Answer = dict[str, Any]

URL = "https://sqs.test/000000000000/events"


def queue_settings(**settings: Any) -> QueueSettings:
    """Settings of a queue that never waits."""
    given = {"queue_url": URL, "wait_seconds": 0, "max_messages": 1_000_000} | settings
    return QueueSettings.model_validate(given)


def refusal(code: str, status: int = 400) -> ClientError:
    """An answer of the service that says no."""
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Call")


class FakeSqs:
    """The client's interface, over messages in memory; safe for several threads.

    A message is deleted by its latest handle only. `pass_time` moves the clock.
    """

    def __init__(self, bodies: Iterable[str] = ()) -> None:
        self.bodies: dict[str, str] = {}
        self.receives: dict[str, int] = {}
        self.calls: list[str] = []
        self._ahead = 0.0
        self._lock = threading.RLock()
        self._visible: deque[str] = deque()
        self._hidden: list[tuple[float, str]] = []
        self._until: dict[str, float] = {}
        self._handles: dict[str, str] = {}
        for body in bodies:
            self.send(body)

    def send(self, body: str) -> str:
        message_id = f"{len(self.receives):08x}-0000-4000-8000-000000000000"
        with self._lock:
            self.bodies[message_id] = body
            self.receives[message_id] = 0
            self._visible.append(message_id)
        return message_id

    def pass_time(self, seconds: float) -> None:
        self._ahead += seconds

    def show_again(self, message_id: str) -> None:
        """Deliver a message once more although it is hidden, as standard queues may."""
        with self._lock:
            self._visible.append(message_id)

    def shuffle(self, chance: random.Random) -> None:
        with self._lock:
            waiting = list(self._visible)
            chance.shuffle(waiting)
            self._visible = deque(waiting)

    def skip(self, messages: int) -> None:
        """Let the messages that are next come last."""
        with self._lock:
            self._visible.rotate(-messages)

    def receive_message(self, **asked: Any) -> Answer:
        with self._lock:
            self.calls.append("receive")
            self._wake()
            found = []
            while self._visible and len(found) < asked["MaxNumberOfMessages"]:
                message_id = self._visible.popleft()
                if message_id in self.bodies:
                    found.append(self._received(message_id, asked["VisibilityTimeout"]))
        return {"Messages": found} if found else {}

    def delete_message_batch(self, **asked: Any) -> Answer:
        with self._lock:
            self.calls.append("delete")
            failed = [each for each in asked["Entries"] if not self._deleted(each["ReceiptHandle"])]
        return _sorted_out(asked["Entries"], failed, "ReceiptHandleIsInvalid", is_ours=True)

    def change_message_visibility_batch(self, **asked: Any) -> Answer:
        with self._lock:
            self.calls.append("hide")
            failed = []
            for each in asked["Entries"]:
                message_id = each["ReceiptHandle"].partition("#")[0]
                if self._handles.get(message_id) != each["ReceiptHandle"]:
                    failed.append(each)
                else:
                    self._hide(message_id, each["VisibilityTimeout"])
        return _sorted_out(asked["Entries"], failed, "ReceiptHandleIsInvalid", is_ours=True)

    def _received(self, message_id: str, seconds: float) -> Answer:
        self.receives[message_id] += 1
        handle = f"{message_id}#{self.receives[message_id]}"
        self._handles[message_id] = handle
        self._hide(message_id, seconds)
        body = self.bodies[message_id]
        return {
            "MessageId": message_id,
            "ReceiptHandle": handle,
            "Body": body,
            "Attributes": {"ApproximateReceiveCount": str(self.receives[message_id])},
        }

    def _deleted(self, handle: str) -> bool:
        message_id = handle.partition("#")[0]
        if message_id not in self.bodies:
            return True
        if self._handles.get(message_id) != handle:
            return False
        del self.bodies[message_id], self._handles[message_id]
        return True

    def _hide(self, message_id: str, seconds: float) -> None:
        self._until[message_id] = self._now() + seconds
        heappush(self._hidden, (self._until[message_id], message_id))

    def _wake(self) -> None:
        while self._hidden and self._hidden[0][0] <= self._now():
            moment, message_id = heappop(self._hidden)
            if message_id in self.bodies and self._until[message_id] == moment:
                self._visible.append(message_id)

    def _now(self) -> float:
        return time.monotonic() + self._ahead


class Killed(BaseException):
    """Stands for the end of the process at this point."""


class Trouble:
    """A client around another one that does what queues do, each with its own probability."""

    def __init__(self, queue: FakeSqs, seed: int, **rates: float) -> None:
        self.met: dict[str, int] = {}
        self._queue = queue
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._rates = rates

    def happens(self, name: str) -> bool:
        with self._lock:
            is_now = self._random.random() < self._rates.get(name, 0)
            self.met[name] = self.met.get(name, 0) + is_now
        return is_now

    def receive_message(self, **asked: Any) -> Answer:
        self._before()
        if self.happens("empty"):
            return {}
        if self.happens("reordered"):
            self._queue.skip(100)
        answer = self._queue.receive_message(**asked)
        for each in answer.get("Messages", ()):
            if self.happens("repeated"):
                self._queue.show_again(each["MessageId"])
        self._after()
        return answer

    def delete_message_batch(self, **asked: Any) -> Answer:
        self._before()
        entries = asked["Entries"]
        failed = [each for each in entries if self.happens("not_deleted")]
        tried = [each for each in entries if each not in failed]
        answer = self._queue.delete_message_batch(**asked | {"Entries": tried})
        self._after()
        ours = _sorted_out(entries, failed, "InternalError", is_ours=False)
        return {"Failed": ours["Failed"] + answer["Failed"]}

    def change_message_visibility_batch(self, **asked: Any) -> Answer:
        return self._queue.change_message_visibility_batch(**asked)

    def _before(self) -> None:
        if self.happens("killed"):
            raise Killed
        if self.happens("throttled"):
            raise refusal("RequestThrottled")

    def _after(self) -> None:
        if self.happens("killed"):
            raise Killed
        if self.happens("lost"):
            raise ReadTimeoutError(endpoint_url=URL)


def _sorted_out(entries: list[Any], failed: list[Any], code: str, *, is_ours: bool) -> Answer:
    return {
        "Successful": [{"Id": each["Id"]} for each in entries if each not in failed],
        "Failed": [{"Id": each["Id"], "Code": code, "SenderFault": is_ours} for each in failed],
    }
