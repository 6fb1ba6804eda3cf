"""The settings of a source: how its files are read, and which of its columns are which fields.

A field's rule stays as it was written; what it may say is checked here, and `transforms/sources/`
makes a function of it. So a mapping travels to workers, and is hashed, as the JSON that it is.
"""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import WithJsonSchema

from transforms.system.own_names import check_extra
from transforms.system.setting_rules import Name, Section
from transforms.system.setting_types import Spelled, TimeZone

#: A path: names with dots between, `[0]` or `[key]` behind one, ``` `any text` ``` for odd names.
_NAME = r"(?:`[^`]+`|[^.`\[\]]+)(?:\[[^\[\]]+\])*"
PATH = re.compile(rf"{_NAME}(?:\.{_NAME})*")
_SHAPES = (
    "a path, a list of paths, {value}, {if, value, else}, {device_of}"
    " or, for items, {each, else_one, needs, fields}"
)
_DEEPEST = 8


def path_of(value: Any) -> str:
    """Pass a path.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or PATH.fullmatch(value) is None:
        raise ValueError("must be a path: a column, a.b, a[0], a[key] or `an odd name`")
    return value


def check_rule(value: Any, depth: int = 0) -> Any:
    """Pass the rule of one field.

    Raises:
        ValueError: it is of no shape that is known.
    """
    if isinstance(value, str):
        return path_of(value)
    if isinstance(value, list) and value:
        return [path_of(each) for each in value]
    if not isinstance(value, dict) or depth > _DEEPEST:
        raise ValueError(f"must be {_SHAPES}")
    keys = set(value)
    if keys == {"value"}:
        _constant(value["value"])
    elif {"if", "value"} <= keys <= {"if", "value", "else"}:
        path_of(value["if"])
        _constant(value["value"])
        if "else" in value:
            check_rule(value["else"], depth + 1)
    elif keys == {"device_of"}:
        path_of(value["device_of"])
    else:
        raise ValueError(f"must be {_SHAPES}, not an object of {', '.join(sorted(keys)) or 'none'}")
    return value


def check_items(value: Any) -> Any:
    """Pass the rule of items: where they are, and the rule of each of their fields.

    Raises:
        ValueError: it is of another shape.
    """
    wish = (
        "must be {each: path, else_one: path, needs: paths, fields: {...}}, each and fields given"
    )
    if not isinstance(value, dict) or not {"fields"} <= set(value) <= {*_OF_ITEMS, "fields"}:
        raise ValueError(wish)
    if not ({"each", "else_one"} & set(value)):
        raise ValueError(wish)
    for name in ("each", "else_one"):
        if name in value:
            path_of(value[name])
    needs = value.get("needs", [])
    for each in needs if isinstance(needs, list) else [needs]:
        path_of(each)
    fields = value["fields"]
    if not isinstance(fields, dict) or not fields:
        raise ValueError("must name the fields of an item")
    for name, rule in fields.items():
        if re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name) is None:
            raise ValueError(f"must give items fields of small letters, digits and _, not {name!r}")
        try:
            check_rule(rule)
        except ValueError as error:
            raise ValueError(f"has {name}, which {error}") from None
    return value


def check_any(value: Any) -> Any:
    """Pass the rule of a field, or of items.

    Raises:
        ValueError: it is of no shape that is known.
    """
    is_items = isinstance(value, dict) and bool({"fields", "each", "else_one"} & set(value))
    return check_items(value) if is_items else check_rule(value)


def check_identity(value: Any) -> Any:
    """Pass what names an event: paths, each of which may be several, of which the first counts.

    Raises:
        ValueError: it is no list of paths, or names one twice.
    """
    listed = value if isinstance(value, list) else [None]
    if not all(each and isinstance(each, str | list) for each in listed):
        raise ValueError("must be a path, or a list of paths and of lists of paths")
    if len({str(check_rule(each)) for each in listed}) < len(listed):
        raise ValueError("must name each path once")
    return value


def text_codec(name: str) -> str:
    """Pass the name of an encoding of text.

    Raises:
        ValueError: Python knows none of that name.
    """
    try:
        b"four".decode(name, "replace")
    except LookupError:
        raise ValueError("must be an encoding, as utf-8, windows-1252 or utf-16") from None
    return name


def time_pattern(pattern: str) -> str:
    """Pass a pattern of `strptime`.

    Raises:
        ValueError: it has a directive that there is not.
    """
    try:
        datetime.strptime("", pattern)
    except ValueError as error:
        is_sound = "directive" not in str(error) and "stray" not in str(error)
    except re.error:  # a directive twice
        is_sound = False
    else:
        is_sound = True
    if not is_sound:
        raise ValueError("must be a pattern of strptime, as %d.%m.%Y %H:%M")
    return pattern


def _constant(value: Any) -> None:
    if not isinstance(value, str | int | float) or isinstance(value, bool) or value == "":
        raise ValueError("must have a text or a number as its value")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_OF_ITEMS = ("each", "else_one", "needs")
Rule = Annotated[
    Any, AfterValidator(check_any), WithJsonSchema({"type": ["string", "array", "object"]})
]
Identity = Annotated[
    Any,
    BeforeValidator(_listed),
    AfterValidator(check_identity),
    WithJsonSchema({"type": ["string", "array"]}),
]
Column = Annotated[str, Field(min_length=1, max_length=1024)]
Pattern = Annotated[
    str,
    Spelled(
        r"^[^/\x00-\x1f][^\x00-\x1f]{0,511}$",
        "a pattern of names below the inbox, as shop/*.csv",
    ),
]
OneCharacter = Annotated[str, Field(min_length=1, max_length=1)]


class CsvSettings(Section):
    """How lines of cells are written; `columns` name them where the file has no header."""

    delimiter: OneCharacter = ","
    quote: Annotated[str, Field(max_length=1)] = '"'
    encoding: Annotated[str, AfterValidator(text_codec)] = "utf-8"
    decimal: Literal[".", ","] = "."
    columns: list[Column] = Field(default=[])
    skip_lines: int = Field(default=0, ge=0, le=1000)

    @model_validator(mode="after")
    def _apart(self) -> "CsvSettings":
        if self.delimiter in ("\r", "\n", self.quote):
            raise ValueError("must have a delimiter that is neither the quote nor a line end")
        return self


class SourceMapping(Section):
    """One source of rows: its files, how they are read, and what becomes of a row."""

    model_config = ConfigDict(
        serialize_by_alias=True, validate_by_name=True, validate_by_alias=True
    )

    files: Annotated[list[Pattern], BeforeValidator(_listed)] = Field(default=[])
    format: Literal["csv", "tsv", "parquet", "jsonl"]
    csv: CsvSettings = CsvSettings()
    timezone: TimeZone = "UTC"
    time_format: Annotated[str, Field(max_length=64), AfterValidator(time_pattern)] = ""
    json_columns: list[Column] = Field(default=[], alias="json")
    events: dict[Column, Name] = Field(default={})
    other_events: Literal["keep", "skip"] = "keep"
    fields: dict[Name, Rule]
    identity: Identity = Field(default=[])
    extra: list[Column] = Field(default=[])
    ignore: list[Column] = Field(default=[])

    @model_validator(mode="after")
    def _whole(self) -> "SourceMapping":
        for name, rule in self.fields.items():
            if (isinstance(rule, dict) and "fields" in rule) != (name == "items"):
                wish = "each or else_one, with fields" if name == "items" else "a path or a value"
                raise ValueError(f"must take {name} from {wish}")
        missing = [name for name in ("event_name", "event_timestamp") if name not in self.fields]
        if missing:
            raise ValueError(f"must have fields for {' and '.join(missing)}")
        if twice := sorted(set(self.extra) & self.fields.keys()):
            raise ValueError(f"must not keep {twice[0]} as extra, which is a field already")
        check_extra(self.extra)
        return self

    def reading(self) -> dict[str, Any]:
        """Give what decides which event an archived row is: nothing that is of its file alone."""
        cells = {"delimiter", "quote", "encoding", "columns", "skip_lines"}
        left_out: dict[str, Any] = {"files": True, "ignore": True, "csv": cells}
        if not self.identity:  # rows without one are read as before there was any
            left_out["identity"] = True
        return self.model_dump(mode="json", exclude=left_out)


SourceName = Annotated[
    str, Spelled(r"^[a-z][a-z0-9_]{0,63}$", "a name of small letters, digits and low lines")
]
