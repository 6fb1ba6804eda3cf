"""Types of settings that name things outside of the project: patterns, zones, sites, paths."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

from transforms.system.terminal_text import visible

_UNITS = {"KB": 1000, "MB": 1000**2, "GB": 1000**3, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
#: DuckDB cannot read a batch of a few lines with less.
_LEAST_MEMORY, _MOST_MEMORY = 512 * 1000**2, 1000**5
#: DuckDB takes what follows the one for options of a file, and the other for a slash.
_NOT_IN_PATHS = "?\\\0"
_BEYOND = re.compile(r"\(\?(?!:|i\))|\\[1-9A-Z]|[*+?}]\+")


@dataclass(frozen=True)
class Spelled:
    """How a text is spelled: by a pattern for editors, in words for who wrote another one."""

    pattern: str
    wish: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check a text."""
        return no_info_after_validator_function(self._spelled, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe a text to editors."""
        return {**handler(schema), "pattern": self.pattern}

    def _spelled(self, text: str) -> str:
        if re.search(self.pattern, text) is None or text.endswith("\n"):
            raise ValueError(f"must be {self.wish}")
        return text


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
        raise ValueError(f"must do without '{visible(found[0])}', which not every engine reads")
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


def enough_memory(text: str) -> str:
    """Pass a size that DuckDB can work with.

    Raises:
        ValueError: it is too small, or more than there is.
    """
    number, unit = re.fullmatch(r"([0-9.]+) ?(\w+)", text).groups()  # type: ignore[union-attr]
    if not _LEAST_MEMORY <= float(number) * _UNITS[unit] <= _MOST_MEMORY:
        raise ValueError("must be 512MB to 1000000GB")
    return text


def plain_path(text: str) -> str:
    """Pass a path that DuckDB reads as the system does.

    Raises:
        ValueError: it is no UTF-8, or has a character that DuckDB reads otherwise.
    """
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("must be UTF-8")
    found = next((char for char in text if char in _NOT_IN_PATHS), None)
    if found is not None:
        raise ValueError(
            f"must do without '{visible(found)}', which DuckDB does not take for a name's own"
        )
    return text


def catalog_address(text: str) -> str:
    """Pass where a catalog is, as `sqlite:PATH` or `postgres:CONNECTION`.

    Raises:
        ValueError: it is of another kind, or says only the kind.
    """
    if re.match(r"(sqlite|postgres):\s*\S", text) is None:
        raise ValueError("must begin with sqlite: or postgres:, and say where")
    return plain_path(text) if text.startswith("sqlite:") else text


def data_address(text: str) -> str:
    """Pass where data files are: a folder, or a bucket's `s3://`.

    Raises:
        ValueError: it is an address of another kind.
    """
    if "://" in text and re.match(r"s3://[^/]", text) is None:
        raise ValueError("must be a folder, or begin with s3:// and a bucket")
    return plain_path(text)


#: A domain as hosts are compared with it: in small letters, without scheme, port and `www.`.
Site = Annotated[
    str,
    Spelled(r"^[^\s/:?#@A-Z]{1,253}$", "a domain in small letters, without scheme, port or path"),
]
#: A name of the time zone database, as `Europe/Berlin`.
TimeZone = Annotated[str, AfterValidator(known_zone)]
#: A regular expression with two groups: the experiment and the variant of a code.
VariantPattern = Annotated[str, Field(max_length=256), AfterValidator(two_groups)]
#: How much memory there is, as `1500MB` or `1.5 GiB`.
Memory = Annotated[
    str,
    Spelled(
        rf"^[0-9]+(\.[0-9]+)? ?({'|'.join(_UNITS)})$", f"a number and one of {', '.join(_UNITS)}"
    ),
    AfterValidator(enough_memory),
]
#: A path that DuckDB reads as the system does.
PlainPath = Annotated[str, Field(min_length=1), AfterValidator(plain_path)]
#: Where a catalog is.
CatalogAddress = Annotated[str, AfterValidator(catalog_address)]
#: Where data files are.
DataAddress = Annotated[str, Field(min_length=1), AfterValidator(data_address)]
