"""Types of settings that name things outside of the project: patterns, zones and sites."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

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


def known_zone(name: str) -> str:
    """Pass a zone that DuckDB tells the day of; its rules come with it, not with the machine.

    Raises:
        ValueError: it knows none of that name.
    """
    if name != "UTC":
        import duckdb  # only shops with a zone of their own wait for it

        with duckdb.connect() as connection:
            query = "select count(*) from pg_timezone_names() where name = ?"
            if connection.execute(query, [name]).fetchone() == (0,):
                raise ValueError("must be a name of the time zone database, as Europe/Berlin")
    return name


#: A domain as hosts are compared with it: in small letters, without scheme, port and `www.`.
Site = Annotated[str, Field(pattern=r"^[^\s/:?#@A-Z]{1,253}$")]
#: A name of the time zone database, as `Europe/Berlin`.
TimeZone = Annotated[str, AfterValidator(known_zone)]
#: A regular expression with two groups: the experiment and the variant of a code.
VariantPattern = Annotated[str, Field(max_length=256), AfterValidator(two_groups)]
