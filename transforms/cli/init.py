"""init: a new home."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import app


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new home.")],
) -> None:
    """Begin a home: settings with their schema, an example of the environment, sample events."""
    from transforms.operate.starter import begin_home

    for path in begin_home(folder):
        output.say(path)
    where = shlex.quote(str(folder))
    output.say(f"\nnext: etl.py run --home {where} {where}/sample")
