"""The gate: what every request goes through, whatever it asks for.

It is known who asks before anything else is looked at; only so many are at work at once, each for
only so long; none brings more than a few bytes; and each leaves a line in the access log before
its answer goes out.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from transforms.errors import LakehouseError
from transforms.serve.access import Access
from transforms.serve.access_log import AccessLog, Line
from transforms.system.clock import now
from transforms.system.setting_serving import ApiSettings

log = logging.getLogger("lakehouse")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_MOST_BODY_BYTES = 4_096
_AGAIN_SECONDS = "1"


class Unwritten(Exception):
    """Raised where the access log takes no line: then there is no answer either."""


class Gate:
    """Wraps the API; `open_paths` are for everybody."""

    def __init__(
        self,
        app: App,
        access: Access,
        access_log: AccessLog,
        settings: ApiSettings,
        open_paths: frozenset[str],
    ) -> None:
        self._app = app
        self._access = access
        self._log = access_log
        self._settings = settings
        self._open_paths = open_paths
        self._at_work = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._at_work += 1
        passage = _Passage(scope, send, self._log)
        try:
            await self._passed(passage, receive)
        except Unwritten:
            await _refusal(503, "the access log takes no line")(scope, receive, send)
        finally:
            self._at_work -= 1

    async def _passed(self, passage: "_Passage", receive: Receive) -> None:
        answer: App = self._refused(passage) or self._app
        try:
            async with asyncio.timeout(self._settings.seconds + 1):
                await answer(passage.scope, receive, passage.send)
        except Unwritten:
            raise
        except TimeoutError:
            await self._failed(passage, receive, 504, "the answer took too long")
        except Exception as error:
            log.error("a request failed: %s", passage.what, exc_info=error)
            await self._failed(passage, receive, 500, "a bug; the log of the server has it")

    async def _failed(
        self, passage: "_Passage", receive: Receive, status: int, detail: str
    ) -> None:
        if not passage.is_answered:
            await _refusal(status, detail)(passage.scope, receive, passage.send)

    def _refused(self, passage: "_Passage") -> JSONResponse | None:
        """Tell why a request is not let through, if it is not."""
        headers = Headers(scope=passage.scope)
        person = self._access.person_of(headers.get("authorization", ""))
        passage.who = person.name if person else ""
        passage.scope["state"]["person"] = person
        if self._at_work > self._settings.requests:
            return _refusal(503, "too many requests at once", {"Retry-After": _AGAIN_SECONDS})
        if person is None and passage.scope["path"] not in self._open_paths:
            challenge = 'Bearer realm="lakehouse"'
            challenge += ', error="invalid_token"' if "authorization" in headers else ""
            return _refusal(
                401, "Authorization must be Bearer and a token", {"WWW-Authenticate": challenge}
            )
        if "transfer-encoding" in headers or _number(headers.get("content-length", "0")) is None:
            return _refusal(413, f"a body must have at most {_MOST_BODY_BYTES} bytes")
        return None


class _Passage:
    """A request on its way, which leaves its line when it is answered."""

    def __init__(self, scope: Message, send: Send, access_log: AccessLog) -> None:
        self.scope = scope
        self.scope.setdefault("state", {})
        self.who = ""
        self.is_answered = False
        self._send = send
        self._log = access_log
        self._started = time.perf_counter()

    @property
    def what(self) -> str:
        """Method, path, and what of the query was understood: the rest may hold anything."""
        query = self.scope["state"].get("query")
        if query is None:
            query = "…" if self.scope["query_string"] else ""
        return f"{self.scope['method']} {self.scope['path']}{'?' if query else ''}{query}"

    async def send(self, message: Message) -> None:
        """Send a message of the answer; its line is written before the first."""
        if message["type"] == "http.response.start":
            self._write(message["status"])
            self.is_answered = True
        await self._send(message)

    def _write(self, status: int) -> None:
        line = Line(
            at=f"{now().isoformat(timespec='milliseconds')}Z",
            who=self.who,
            what=self.what,
            status=status,
            rows=self.scope["state"].get("rows", 0),
            ms=round((time.perf_counter() - self._started) * 1000, 1),
        )
        try:
            self._log.append(line)
        except LakehouseError as error:
            log.error("%s", error)
            raise Unwritten from error


def _refusal(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        {"detail": detail}, status, {"Cache-Control": "no-store", **(headers or {})}
    )


def _number(length: str) -> int | None:
    """Read a length, unless it is none or too much."""
    is_number = length.isascii() and length.isdecimal() and len(length) < len("1000000")
    return int(length) if is_number and int(length) <= _MOST_BODY_BYTES else None
