"""Regular expressions that users write into the settings, and that engines read."""

import re

_BEYOND = re.compile(r"\(\?(?!:|i\))|\\[1-9A-Z]|[*+?}]\+")


def two_groups(pattern: str) -> str:
    """Pass a pattern of two groups that Python, DuckDB and other engines read alike.

    Raises:
        ValueError: says what the pattern lacks.
    """
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"must be a regular expression ({error})") from None
    if groups != 2:
        raise ValueError(f"must have two groups, experiment and variant, not {groups}")
    if found := _BEYOND.search(pattern):
        raise ValueError(f"must do without {found[0]!r}, which not every engine reads")
    return pattern
