"""The server: uvicorn on one address, until somebody wants it to end."""

import logging
import socket
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import uvicorn

from transforms.errors import NotPermitted, Unavailable, UsageError
from transforms.lakehouse import Lakehouse
from transforms.models.model import read_models
from transforms.publish.personal import check_names
from transforms.publish.views import View
from transforms.query.metrics import check_aims
from transforms.serve.access import Access
from transforms.serve.api import make_app
from transforms.serve.copies import Copies
from transforms.serve.reader import Reader
from transforms.serve.reports import Reports
from transforms.system.signals import stoppable

log = logging.getLogger("lakehouse")

_MOST_CONNECTIONS = 1_000
_WAITING = 128
_GRACE_SECONDS = 5


def serve(
    lakehouse: Lakehouse, settings: Path, host: str, port: int, on_start: Callable[[str], None]
) -> None:
    """Serve the API until SIGTERM or Ctrl-C; then what is under way is answered.

    `on_start` is told the address; `settings` is the file of the lakehouse's settings.

    Raises:
        ConfigError: a setting is wrong, or nobody may ask.
        Unavailable: there is no lake yet, or the address is taken.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    config = lakehouse.config
    check_aims(config)
    models = [model for model in read_models("gold") if model.schema != "gold"]
    check_names(config.publish, [View(m.schema[5:], m.name, m.columns) for m in models])
    access = Access(config.access)
    with closing(Reader(lakehouse)) as reader:
        reader.open()
        with (
            closing(Copies(reader, config)) as copies,
            closing(Reports(lakehouse, settings)) as reports,
            closing(bound(host, port)) as listening,
        ):
            app = make_app(lakehouse, access, copies, reports, version("growth-lakehouse"))
            own = listening.getsockname()
            on_start(f"http://{f'[{own[0]}]' if ':' in own[0] else own[0]}:{own[1]}")
            with stoppable():
                uvicorn.Server(
                    uvicorn.Config(
                        app,
                        http="h11",
                        loop="asyncio",
                        ws="none",
                        lifespan="off",
                        log_config=None,
                        log_level="warning",
                        access_log=False,
                        proxy_headers=False,
                        server_header=False,
                        limit_concurrency=_MOST_CONNECTIONS,
                        timeout_graceful_shutdown=config.api.seconds + _GRACE_SECONDS,
                    )
                ).run(sockets=[listening])


def bound(host: str, port: int) -> socket.socket:
    """Take an address.

    Raises:
        UsageError: the host is none of this machine.
        Unavailable: the port is taken.
        NotPermitted: it is not for us.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=_WAITING)
    except PermissionError as error:
        raise NotPermitted(f"--port {port} must be for us, got: {error.strerror}") from error
    except socket.gaierror as error:
        raise UsageError(f"--host must be an address of this machine, got {host!r}") from error
    except OSError as error:
        raise Unavailable(
            f"{host}:{port} must be a free address of this machine, got: {error.strerror}"
        ) from error
