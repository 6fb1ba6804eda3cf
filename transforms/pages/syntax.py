"""Syntax: Markdown and tags, in the way in which Evidence writes them, become parts of a page."""

import ast
import re
from dataclasses import dataclass, field

from transforms.errors import ConfigError
from transforms.pages.formats import format_of


@dataclass(frozen=True)
class Text:
    """Markdown between tags."""

    markdown: str


@dataclass(frozen=True)
class Tag:
    """A tag: its name, its attributes as texts or lists of texts, and what stands inside."""

    name: str
    line: int
    attributes: dict[str, str | list[str]] = field(default_factory=dict)
    parts: tuple["Part", ...] = ()

    @property
    def query(self) -> str:
        """The query that it shows, by name; of a grid or a column, nothing."""
        return self.text("data")

    @property
    def label(self) -> str:
        """What it is called: its title, else its query's name in words."""
        return self.text("title") or self.query.replace("_", " ")

    def text(self, name: str, default: str = "") -> str:
        """Give an attribute as a text; of a list, its first."""
        value = self.attributes.get(name, default)
        return value if isinstance(value, str) else value[0]

    def listed(self, name: str) -> list[str]:
        """Give an attribute as a list; nothing where it is not there."""
        value = self.attributes.get(name, [])
        return [value] if isinstance(value, str) else value


Part = Text | Tag

_LABELS = ("title", "subtitle")
_AXES = ("x", "y", "series", "yFmt", "yAxisTitle", "xAxisTitle")
#: Each tag, its attributes, and those of them that it needs.
TAGS = {
    "BigValue": (
        *("title", "fmt", "unit", "comparison", "comparisonTitle", "comparisonFmt", "downIsGood"),
        *("goal", "goalTitle"),
    ),
    "LineChart": (*_LABELS, *_AXES, "yMin", "yMax"),
    "BarChart": (*_LABELS, *_AXES, "type", "swapXY"),
    "FunnelChart": (*_LABELS, "valueFmt"),
    "Heatmap": (*_LABELS, "valueFmt", "xAxisTitle", "yAxisTitle"),
    "DataTable": (*_LABELS, "rows"),
    "Column": ("title", "fmt"),
    "Grid": ("cols",),
}
NEEDED = {
    "BigValue": ("data", "value"),
    "LineChart": ("data", "x", "y"),
    "BarChart": ("data", "x", "y"),
    "FunnelChart": ("data", "nameCol", "valueCol"),
    "Heatmap": ("data", "x", "y", "value"),
    "DataTable": ("data",),
    "Column": ("id",),
    "Grid": (),
}
#: What of an attribute is a column of the query; they stand in charts by their names.
COLUMNS = (
    "value",
    "comparison",
    "goal",
    "goalTitle",
    "x",
    "y",
    "series",
    "nameCol",
    "valueCol",
    "id",
)
_FORMATS = ("fmt", "comparisonFmt", "yFmt", "valueFmt")
_VALUES = {
    "rows": r"[1-9][0-9]{0,3}",
    "cols": "[1-6]",
    "type": "stacked|grouped",
    **dict.fromkeys(("yMin", "yMax"), r"-?[0-9]+([.][0-9]+)?"),
    **dict.fromkeys(("swapXY", "downIsGood"), "true|false"),
}
_HOLDS = {"Grid": set(TAGS) - {"Grid", "Column"}, "DataTable": {"Column"}}
_COLUMN = re.compile(r"[a-z][a-z0-9_]*")
_ATTRIBUTE = r"""[A-Za-z]+ *= *(?:"[^"]*"|'[^']*'|\{[^}]*\}|[^\s"'{}/>]+)|[A-Za-z]+"""
_TAG = re.compile(
    rf"<(?P<close>/?)(?P<name>[A-Z][A-Za-z]*)(?P<attributes>(?:\s+(?:{_ATTRIBUTE}))*)\s*(?P<end>/?)>"
)
_OPENING = re.compile(r"</?[A-Z]")


def read_parts(body: str, where: str) -> tuple[Part, ...]:
    """Read what a page shows, in order; `where` names the page in errors.

    Raises:
        ConfigError: a tag is unknown, not closed, in the wrong place, or lacks what it needs.
    """
    open_tags: list[tuple[Tag | None, list[Part]]] = [(None, [])]
    position = 0
    for found in _TAG.finditer(body):
        line = body.count("\n", 0, found.start()) + 1
        place = f"{where}, line {line}"
        _add_text(open_tags[-1][1], body[position : found.start()], place)
        position = found.end()
        if found["close"]:
            tag, parts = open_tags.pop() if len(open_tags) > 1 else (None, [])
            if tag is None or tag.name != found["name"]:
                raise ConfigError(f"{place}: a tag that is open must be closed, got {found[0]}")
            whole = Tag(tag.name, tag.line, tag.attributes, tuple(parts))
            open_tags[-1][1].append(whole)
            continue
        outer = open_tags[-1][0]
        tag = _tag(found, line, place, outer)
        if found["end"]:
            open_tags[-1][1].append(tag)
        else:
            open_tags.append((tag, []))
    left = open_tags[-1][0]
    if left is not None:
        raise ConfigError(f"{where}, line {left.line}: <{left.name}> must be closed, got no end")
    _add_text(open_tags[0][1], body[position:], where)
    return tuple(open_tags[0][1])


def _add_text(parts: list[Part], text: str, place: str) -> None:
    if found := _OPENING.search(text):
        rest = text[found.start() :].splitlines()[0]
        raise ConfigError(f"{place}: a tag must be written as in docs/pages.md, got {rest[:60]!r}")
    if text.strip():
        parts.append(Text(text.strip()))


def _tag(found: re.Match[str], line: int, place: str, outer: Tag | None) -> Tag:
    name = found["name"]
    if name not in TAGS:
        raise ConfigError(f"{place}: a tag must be one of {', '.join(TAGS)}, got <{name}>")
    allowed = _HOLDS.get(outer.name, set()) if outer else set(TAGS) - {"Column"}
    if name not in allowed:
        around = f"inside <{outer.name}>" if outer else "outside of <DataTable>"
        raise ConfigError(f"{place}: <{name}> must stand in its place, got it {around}")
    attributes = _attributes(found["attributes"], place)
    known = {*TAGS[name], *NEEDED[name]}
    if unknown := sorted(set(attributes) - known):
        listed = ", ".join(sorted(known))
        raise ConfigError(f"{place}: <{name}> may have {listed}, got {unknown[0]!r}")
    if missing := [each for each in NEEDED[name] if not attributes.get(each)]:
        raise ConfigError(
            f"{place}: <{name}> must have {', '.join(NEEDED[name])}, got no {missing[0]}"
        )
    tag = Tag(name, line, attributes)
    _check_values(tag, place)
    for each in COLUMNS:
        for column in tag.listed(each):
            if _COLUMN.fullmatch(column) is None:
                raise ConfigError(
                    f"{place}: {each} of <{name}> must be a column in small letters, got {column!r}"
                )
    return tag


def _check_values(tag: Tag, place: str) -> None:
    for each in _FORMATS:
        format_of(tag.text(each), place=place)
    for each, allowed in _VALUES.items():
        if tag.text(each) and re.fullmatch(allowed, tag.text(each)) is None:
            raise ConfigError(
                f"{place}: {each} of <{tag.name}> must be like {allowed}, got {tag.text(each)!r}"
            )


def _attributes(text: str, place: str) -> dict[str, str | list[str]]:
    values: dict[str, str | list[str]] = {}
    for each in re.findall(_ATTRIBUTE, text):
        name, equals, value = (part.strip() for part in each.partition("="))
        values[name] = _value(value, place) if equals else "true"
    return values


def _value(text: str, place: str) -> str | list[str]:
    if text.startswith(("'", '"')):
        return text[1:-1]
    if not text.startswith("{"):
        return text
    inner = text[1:-1].strip()
    if not inner.startswith("["):
        return inner.strip("'\"")
    try:
        values = ast.literal_eval(inner)
    except (SyntaxError, ValueError):
        values = []
    if not values or not all(isinstance(value, str) for value in values):
        raise ConfigError(f"{place}: a list must be like {{['a', 'b']}}, got {text}")
    return list(values)
