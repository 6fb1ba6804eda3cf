"""An ASGI application asked without a network: any bytes may stand in path, query and headers."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from transforms.serve.gate import App, Message

ANA, BO = "ana-0123456789abcdef", "bo-fedcba9876543210"
Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Asks an application, as ana unless a request says otherwise."""

    app: App

    def get(self, path: str, query: bytes | str = b"", **how: Any) -> Reply:
        return self.ask("GET", f"/api/v1/{path}", query, **how)

    def post(self, path: str, **how: Any) -> Reply:
        return self.ask("POST", f"/api/v1/{path}", **how)

    def ask(
        self,
        method: str,
        path: str,
        query: bytes | str = b"",
        *,
        token: str | None = ANA,
        headers: Headers = (),
    ) -> Reply:
        own = [] if token is None else [(b"authorization", f"Bearer {token}".encode())]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode() if isinstance(query, str) else query,
            "headers": [(b"host", b"x"), *own, *headers],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        start = sent[0]
        return Reply(
            start["status"],
            {name.decode(): value.decode() for name, value in start["headers"]},
            b"".join(each.get("body", b"") for each in sent[1:]),
        )
