"""Patterns mean the same in every Python 3.11."""

import re

from tests.paths import PROJECT

POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")


def test_no_group_is_repeated_possessively() -> None:
    """Before Python 3.11.5, `(...)*+` also takes the half of a repetition that fails.

    `(?>(...)*)` says the same.
    """
    paths = (PROJECT / "transforms").rglob("*.py")
    assert [path for path in paths if POSSESSIVE_GROUP.search(path.read_text())] == []
