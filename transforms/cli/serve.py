"""serve: the lake's metrics and views over HTTP, for those who have a token."""

from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import (
    TEXT,
    ConfigOption,
    HomeOption,
    LogOption,
    QuietOption,
    app,
    let_pandas_in,
    open_for_command,
)

_LOOPBACK = ("127.", "localhost", "::1")


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port", metavar="PORT", min=0, max=65535, help="The port; 0 takes a free one."
        ),
    ] = 8000,
    home: HomeOption = None,
    config: ConfigOption = None,
    quiet: QuietOption = False,
    log_format: LogOption = TEXT,
) -> None:
    """Serve metrics and views over HTTP, until Ctrl-C or SIGTERM."""
    from transforms.serve.extra import check_api

    check_api()
    let_pandas_in()

    from transforms.lakehouse import find_home
    from transforms.serve.server import serve as serve_api

    lakehouse = open_for_command(home, config, quiet=quiet, log_format=log_format)
    _, settings = find_home(home, config)
    if not host.startswith(_LOOPBACK):
        output.say_on_stderr("beyond this machine, tokens are safe behind TLS alone: docs/api.md")

    def started(address: str) -> None:
        output.say(f"{address}/api/v1/docs")

    serve_api(lakehouse, settings.resolve(), host, port, started)
