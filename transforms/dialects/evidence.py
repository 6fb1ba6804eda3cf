"""An Evidence project: our pages over the teams' published files, as Evidence wants them."""

import json
import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from transforms.config import Config
from transforms.lake.sql import text_literal
from transforms.models.model import read_models
from transforms.pages.page import FENCE, FOLDER, Page, read_pages

#: What Evidence has of currencies, in small letters, with the places behind: `eur0`, `eur2`.
_CURRENCIES = {
    *("aud", "brl", "cad", "chf", "cny", "eur", "gbp", "inr", "jpy", "krw", "ngn", "rub", "sek"),
    "usd",
}
_OURS = re.compile(r"\b((?:comparisonF|yF|valueF|f)mt=)money([02])\b")
_STAR = "getvariable('north_star')"
_GOAL = "getvariable('north_star_goal')"
_PACKAGES = ("@evidence-dev/core-components", "@evidence-dev/duckdb", "@evidence-dev/evidence")


def evidence_files(
    config: Config, published: Path, folder: Path, teams: Collection[str] = ()
) -> dict[str, str]:
    """Give the text of each file of a project in `folder`, by its place in there.

    A source is a team's file in `published`, where it stays; a page asks it by the team's name.
    With `teams` there are their pages and sources alone.
    """
    pages = [page for page in read_pages() if not teams or page.team in teams]
    files = {
        "package.json": _package(),
        "evidence.config.yaml": _plugins(),
        ".gitignore": "node_modules/\n.evidence/\nbuild/\n",
        "pages/index.md": _index(pages),
    }
    for page in pages:
        text = (FOLDER / f"{page.name}.md").read_text(encoding="utf-8")
        files[f"pages/{page.name}.md"] = _page(text, page.team, config)
    for team in sorted({page.team for page in pages}):
        source = folder.absolute() / "sources" / team
        file = Path(os.path.relpath(published.absolute() / f"{team}.duckdb", source)).as_posix()
        files[f"sources/{team}/connection.yaml"] = _connection(team, file)
        for table in sorted({name for page in pages for name in _read_by(page, team)}):
            files[f"sources/{team}/{table}.sql"] = f"select * from {table}\n"
    return files


def _package() -> str:
    scripts = {name: f"evidence {name}" for name in ("build", "dev", "sources")}
    about = {"name": "growth-pages", "private": True, "type": "module", "scripts": scripts}
    return (
        json.dumps({**about, "dependencies": dict.fromkeys(_PACKAGES, "latest")}, indent=2) + "\n"
    )


def _plugins() -> str:
    components, source, _ = _PACKAGES
    return (
        f'plugins:\n  components:\n    "{components}": {{}}\n  datasources:\n    "{source}": {{}}\n'
    )


def _connection(team: str, file: str) -> str:
    return f"name: {team}\ntype: duckdb\noptions:\n  filename: {json.dumps(file)}\n"


def _index(pages: Sequence[Page]) -> str:
    lines = [f"- [{page.title}](/{page.name}): {page.description}" for page in pages]
    return "---\ntitle: Pages\n---\n\n" + "\n".join(lines) + "\n"


def _page(text: str, team: str, config: Config) -> str:
    """Name the source before each table, and what of a page only ours knows in Evidence's words."""
    code = config.currency.reporting.lower()
    money = code if code in _CURRENCIES else "num"
    star = text_literal(config.growth.north_star)
    goal = config.growth.goals.get(config.growth.north_star, "null")

    def query(fence: re.Match[str]) -> str:
        named = _tables(team).sub(rf"\1\2{team}.\3", fence[0])
        return named.replace(_STAR, star).replace(_GOAL, str(goal))

    return _OURS.sub(rf"\g<1>{money}\2", FENCE.sub(query, text))


def _read_by(page: Page, team: str) -> set[str]:
    """Name what a page reads of a team's file."""
    if page.team != team:
        return set()
    return {found[2] for sql in page.queries.values() for found in _tables(team).findall(sql)}


def _tables(team: str) -> re.Pattern[str]:
    views = {view.name for view in read_models("gold") if view.schema == f"gold_{team}"}
    names = "|".join(sorted(views | {"about", "restatements"}))
    return re.compile(rf"\b(from|join)(\s+)({names})\b(?!\.)")
