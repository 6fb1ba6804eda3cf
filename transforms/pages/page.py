"""Pages: each file of pages/, whose it is, what it asks and what it shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from transforms.config import Team
from transforms.errors import ConfigError
from transforms.pages.syntax import Part, Tag, read_parts

FOLDER = Path(__file__).resolve().parents[2] / "pages"
_TEAMS: tuple[str, ...] = get_args(Team)
_FRONT = re.compile(r"\A---\n(?P<fields>.*?)^---\n", re.DOTALL | re.MULTILINE)
FENCE = re.compile(r"^```sql +(?P<name>\S+)\n(?P<sql>.*?)^```[ ]*$", re.DOTALL | re.MULTILINE)
_USES = re.compile(r"\$\{(?P<name>[^}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Page:
    """A page: its team, whose views alone it reads, its queries by name, and its parts in order."""

    name: str
    title: str
    team: str
    description: str
    queries: dict[str, str]
    parts: tuple[Part, ...]

    @property
    def tags(self) -> Iterator[Tag]:
        """All tags, those inside others too."""
        return _tags(self.parts)


@cache
def read_pages(folder: Path = FOLDER) -> tuple[Page, ...]:
    """Read every page of a folder, by name.

    Raises:
        ConfigError: a page is not as it must be; the message names the file and what is wrong.
    """
    return tuple(read_page(path) for path in sorted(folder.glob("*.md")))


def read_page(path: Path) -> Page:
    """Read one page.

    Raises:
        ConfigError: its head, a query or a tag is not as it must be.
    """
    where = f"pages/{path.name}"
    text = path.read_text()
    front = _FRONT.match(text)
    if front is None or _NAME.fullmatch(path.stem) is None:
        raise ConfigError(
            f"{where} must be named in small letters and begin with `---`, `title:`, `team:`,"
            f" `---`, got {text[:40].strip()!r}"
        )
    fields = _fields(front["fields"])
    if not fields.get("title") or fields.get("team") not in _TEAMS:
        raise ConfigError(
            f"{where} must have a title and a team of {', '.join(_TEAMS)},"
            f" got {fields.get('title')!r} and {fields.get('team')!r}"
        )
    # what is taken out leaves its line ends, so that a message can name a line
    body = "\n" * front[0].count("\n") + text[front.end() :]
    queries = _queries(body, where)
    parts = read_parts(FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), body), where)
    page = Page(
        *(path.stem, fields["title"], fields["team"], fields.get("description", "")),
        *(queries, parts),
    )
    for tag in page.tags:
        if tag.query and tag.query not in queries:
            raise ConfigError(
                f"{where}, line {tag.line}: <{tag.name}> must name a query of the page"
                f" ({', '.join(queries) or 'there is none'}), got data={{{tag.query}}}"
            )
    return page


def _fields(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _queries(body: str, where: str) -> dict[str, str]:
    queries: dict[str, str] = {}
    for fence in FENCE.finditer(body):
        name = fence["name"]
        if name in queries or _NAME.fullmatch(name) is None:
            raise ConfigError(
                f"{where} must give each query a name of its own, in small letters, got {name!r}"
            )
        queries[name] = _USES.sub(
            lambda use: _used(queries, use["name"], f"{where}, query {fence['name']}"),  # noqa: B023
            fence["sql"].strip().rstrip(";"),
        )
    return queries


def _used(queries: dict[str, str], name: str, place: str) -> str:
    """Write a query that another one reads as `${name}`."""
    if name not in queries:
        raise ConfigError(f"{place} must use queries that stand above it, got ${{{name}}}")
    return f"(\n{queries[name]}\n)"


def _tags(parts: tuple[Part, ...]) -> Iterator[Tag]:
    for part in parts:
        if isinstance(part, Tag):
            yield part
            yield from _tags(part.parts)
