"""A formula that many would write stands once: the conversion rate, buying sessions ÷ sessions."""

import re
from pathlib import Path

import pytest

from transforms.models.model import SQL, read_models

GOLD = sorted([*(SQL / "gold").rglob("*.sql"), *(SQL / "metrics").glob("*.sql")])
PLAIN = sorted([*(SQL / "questions").glob("*.sql"), *(SQL / "summary").glob("*.sql")])
#: How a rate is written by those who read Gold, out of sums; a question may show a view's own.
_SUMS = (
    r"round\(\s*sum\((?:sessions_with_purchase|buying_sessions)\)"
    r" / nullif\(sum\(sessions\), 0\), 4\s*\)"
)
_SHOWN = r"round\(conversion_rate, 4\)"
#: Of the sessions that saw a campaign, those that bought of it.
_EXPOSED = (
    r"round\(\s*sum\(least\(sessions_with_purchase, sessions_exposed\)\)"
    r" / nullif\(sum\(sessions_exposed\), 0\), 4\s*\)"
)
_ALL = (
    r"cast\(sessions\.buying_sessions \* 1\.0 / nullif\(sessions\.sessions, 0\)"
    r" as decimal\(9, 4\)\)"
)


def text_of(path: Path) -> str:
    return re.sub(r"--[^\n]*", "", path.read_text())


def test_the_formula_stands_once() -> None:
    macros = "".join(path.read_text() for path in (SQL / "macros").glob("*.jinja"))
    assert macros.count("macro conversion_rate(") == 1
    bought = r"\{\{ rate\(\s*['\"][^,]*(buying_sessions|sessions_with_purchase)"
    assert not [
        path.name
        for path in GOLD
        if re.search(bought + r"[^,]*['\"],\s*['\"][\w.(]*sessions\)?['\"]", text_of(path))
    ]


def test_the_rate_has_one_name() -> None:
    columns = {name for view in read_models("gold") for name in view.columns}
    assert {name for name in columns if "conversion_rate" in name} == {"conversion_rate"}


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_takes_the_formula_from_its_place(path: Path) -> None:
    text = text_of(path)
    computed = re.findall(r"(\S+)\s+as conversion_rate\b", text)
    assert {*computed} <= {"}}"}, "it is `{{ conversion_rate(…) }} as conversion_rate`"
    macros = re.findall(r"\{\{ (\w+)\((?:[^{}]*?)\) \}\}\s+as conversion_rate\b", text)
    assert macros == ["conversion_rate"] * len(computed)


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_who_reads_gold_divides_the_same_sums(path: Path) -> None:
    text = text_of(path)
    told = re.findall(rf"(?:{_SUMS}|{_SHOWN}|{_EXPOSED}|{_ALL})\s+as conversion_rate\b", text)
    assert len(told) == len(re.findall(r"\bas conversion_rate\b", text))
