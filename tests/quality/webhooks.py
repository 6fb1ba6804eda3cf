"""A webhook on the loopback, which remembers what it was told, and may be dead."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Webhook:
    """What came in, as title and body; while it is dead it answers with an error."""

    address: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)
    is_dead: bool = False

    @property
    def lines(self) -> list[str]:
        return [line for _, body in self.told for line in body.splitlines()]


@contextmanager
def webhook() -> Iterator[Webhook]:
    """Listen while the block runs; the address has a secret."""
    found = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not found.is_dead:
                found.told.append((content["title"], content["message"]))
            self.send_response(503 if found.is_dead else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"json://127.0.0.1:{server.server_port}/hook/s3cr3tt0ken"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
