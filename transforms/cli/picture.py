"""The picture of the summary: docs/summary.svg, made by `make picture` from the example."""

import re
import sys
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT

from transforms.cli.app import open_for_command
from transforms.cli.summary import print_answers
from transforms.cli.terminal import recorded
from transforms.models.model import SQL
from transforms.query.summary import Answer, summarize

PICTURE = SQL.parent / "docs" / "summary.svg"
_WIDTH = 90
_SHOWN = 5  # answers, from the first
#: The fonts of the reader's machine: a picture asks no other one for them.
_FORMAT = re.sub(
    r"@font-face \{\{.*?\}\}\s*|<!--.*?-->\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL
)


def summary_picture(answers: Iterable[Answer]) -> str:
    """Draw what the summary prints first, as SVG: the same answers are the same bytes."""
    with recorded(_WIDTH, StringIO()) as console:
        print_answers(islice(answers, _SHOWN))
    drawn = console.export_svg(title="etl.py summary", code_format=_FORMAT, unique_id="summary")
    return "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())


def write_picture(home: Path, path: Path = PICTURE) -> None:
    """Write the picture anew, from the lake in a home."""
    with open_for_command(home, None).reading() as connection:
        path.write_text(summary_picture(summarize(connection)), encoding="utf-8")


if __name__ == "__main__":
    write_picture(Path(sys.argv[1]))
