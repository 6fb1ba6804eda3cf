"""The refusal of a whole file: a code of the contract and one sentence."""

import os
from pathlib import Path


class FileRefused(Exception):  # an outcome of one file, not an error of the run
    """Caught by `files.py`, which makes an `Intake` of it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def shown(path: Path | str) -> str:
    r"""Write a path so that it is safe in a terminal, a log and a sentence.

    What is not printable, and what is not UTF-8, becomes an escape such as `\n` or `\xff`.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
