"""A queue over HTTP with one message, which writes down what it is asked."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.events import event, lines

_BODY = lines(event("page_view", "queued", 7)).decode()
_MESSAGE = {
    "MessageId": "00000000-0000-4000-8000-000000000000",
    "ReceiptHandle": "handle",
    "MD5OfBody": hashlib.md5(_BODY.encode(), usedforsecurity=False).hexdigest(),
    "Body": _BODY,
}


class Queue:
    """A context manager: the queue is there within the block."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._waiting = [_MESSAGE]
        queue = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                action = self.headers["X-Amz-Target"].partition(".")[2]
                answer = json.dumps(queue.answer(action, json.loads(content))).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.endpoint}/000000000000/events"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def settings(self) -> dict[str, Any]:
        address = {"queue_url": self.url, "endpoint_url": self.endpoint, "region": "eu-west-1"}
        return {"sqs": address | {"wait_seconds": 0, "receivers": 1}}

    def answer(self, action: str, asked: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(action)
        if action == "ReceiveMessage":
            return {"Messages": [self._waiting.pop()]} if self._waiting else {}
        return {"Successful": [{"Id": each["Id"]} for each in asked["Entries"]], "Failed": []}
