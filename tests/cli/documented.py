"""The command lines of README and docs: those in blocks, their synopses, and those in sentences."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.paths import PROJECT

#: What was released or decided once is not what holds now.
PAGES = [
    PROJECT / "README.md",
    *(path for path in sorted(PROJECT.glob("docs/*.md")) if path.name != "decisions.md"),
    *sorted(PROJECT.glob("examples/*/*.md")),
]
BLOCK = re.compile(r"^```(?:bash|sh)?\n(.*?)^```", re.DOTALL | re.MULTILINE)
PROGRAM = re.compile(r"^(?:\w+=\S+ |printf .* \| )*(?:\.venv/bin/python )?(?:etl\.py|lakehouse)\b")
OTHER = re.compile(r"^(?:\.venv/bin/)?(?:duckdb|chgrp|chmod|find|make)\b")
#: What stands for something of the user's, and what it may be.
WORDS = {
    "PATHS...": "inbox",
    "SPAN": "15m",
    "ADDRESS": "dynamodb://features",
    "DAY": "2026-01-31",
    "ID": "somebody",
    "FIGURE": "revenue",
    "SLICE": "purchase.value",
    "CODE": "E_UTF8",
    "LINES": "3",
    "DIR": "somewhere",
    "SQL": "'select 1'",
    "MODEL": "fct_orders",
    "COMMAND": "status",
    "NUMBER": "5",
    "N": "7",
    "NAME": "segment",
    "TEAM": "growth",
    "FILE": "page.html",
    "OPTIONS OF DUCKDB": "-csv",
}
_WORD = re.compile("|".join(rf"\b{re.escape(word)}(?!\w)" for word in sorted(WORDS, key=len)[::-1]))


def block_lines(pages: Iterable[Path] = PAGES) -> Iterator[str]:
    """Give every line of every block that is a command; its comment is left out."""
    for page in pages:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for line in block.splitlines():
                if PROGRAM.match(line) or OTHER.match(line):
                    yield re.sub(r"\s+# .*", "", line)


def is_synopsis(line: str) -> bool:
    """Tell a line that shows what may be written from one that runs as it stands."""
    return bool(re.search(r"\[|^etl.py .* -$", line) or _WORD.search(line))


def spelled_out(synopsis: str) -> str:
    """Write everything that a synopsis allows, of alternatives the last, with words of a user."""
    text = synopsis
    while (shorter := re.sub(r"\[([^\[\]]*)\]", r"\1", text)) != text:
        text = shorter
    text = re.sub(r"\S*\|(\w+)", r"\1", text)
    return _WORD.sub(lambda found: WORDS[found[0]], text)


def sentence_lines() -> Iterator[str]:
    """Give the commands that a sentence, a table or a heading names as `code`."""
    for page in PAGES:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
        for code in re.findall(r"`([^`\n]+)`", text):
            if PROGRAM.match(code):
                yield code.replace("\\|", "|")
