"""app: the pages in a browser, with filters."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from transforms.cli.app import ConfigOption, HomeOption, app, open_for_command
from transforms.errors import InputMissing


@app.command("app")
def streamlit_app(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="The port to listen on.")
    ] = 8501,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Show the pages in a browser, with filters, until Ctrl-C."""
    from transforms.app import extra
    from transforms.lakehouse import find_home

    extra.check_app()
    place = open_for_command(home, config, make=False).home
    if not any(place.published.glob("*.duckdb")):
        raise InputMissing(
            f"{place.published} must have teams' files, got none: `etl.py publish --format duckdb`"
            " writes them"
        )
    _, settings = find_home(home, config)
    script = str(Path(extra.__file__).with_name("script.py"))
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "viewer",
    }
    given = [word for name, value in options.items() for word in (f"--{name}", value)]
    ours = [str(place.root.resolve()), str(settings.resolve())]
    command = [sys.executable, "-m", "streamlit", "run", script, *given, "--", *ours]
    os.execv(sys.executable, command)  # noqa: S606 - the program is this Python, no shell reads it
