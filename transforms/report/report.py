"""A report: the teams' views, read once and aside, as one folder that stands whole or not at all.

A part that fails is named in the text and on its page, and the others are written. The text comes
last, in a place that was kept for it from the first, so that a full disk cannot silence it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transforms.errors import ConfigError
from transforms.lakehouse import Lakehouse
from transforms.pages import Page, check_pages, read_pages
from transforms.pages.answers import Answer, ask, open_file
from transforms.pages.charts import NoChart
from transforms.pages.html import Edition, draw
from transforms.pages.pictures import picture
from transforms.pages.syntax import Tag
from transforms.publish.page_files import read_edition
from transforms.query.metrics import check_aims
from transforms.report import facts
from transforms.report.facts import Facts
from transforms.report.failures import Failure, Failures
from transforms.report.figures import Figure, read_figures
from transforms.report.folder import TEXT, check_place, new_folder
from transforms.report.sources import Source, make_sources
from transforms.report.tables import FIGURES, figure_rows, write_bytes, write_table
from transforms.report.text import Told, write_text
from transforms.system.durable import reaching
from transforms.system.lock import holding
from transforms.system.scratch import scratch_folder

_CHARTS = ("LineChart", "BarChart", "FunnelChart", "Heatmap")
_ROOM = 64 << 10
_KEY_FIGURES = "tables/key_figures.csv"


@dataclass(frozen=True)
class Report:
    """A report that was written: its folder, its files, their size, and what could not be made."""

    path: Path
    files: int
    bytes: int
    failures: tuple[Failure, ...]


def write_report(
    lakehouse: Lakehouse, out: Path | None = None, teams: Sequence[str] = ()
) -> Report:
    """Write a report of some teams' views (else the config's) to a folder (else the home's).

    Raises:
        LockHeld: another report is being written.
        UsageError: the folder holds something else than a report.
        InputMissing: no batch is loaded.
        ConfigError: a setting is wrong, or a package is missing.
        StorageError: there is no room even for the text; the report before stays.
    """
    check_pages(("pages",))
    check_aims(lakehouse.config)
    read_pages()
    target = (out or lakehouse.home.report).absolute()
    check_place(target)
    teams = list(dict.fromkeys(teams or lakehouse.config.publish.teams))
    with holding(lakehouse.home.report_lock), new_folder(target) as folder:
        write_bytes(folder / TEXT, bytes(_ROOM))  # kept free for the text, which comes last
        failures = Failures()
        with scratch_folder(lakehouse.home, "report") as scratch:
            sources = make_sources(lakehouse, teams, scratch, failures)
            writing = _Writing(lakehouse, folder, failures)
            for source in sources:
                writing.read(source)
            writing.write_figures()
            _write_pages(writing, sources)
        told = Told(teams, writing.figures, writing.facts, failures.found, writing.files)
        write_bytes(folder / TEXT, write_text(told, lakehouse.config).encode())
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Report(target, len(sizes), sum(sizes), tuple(failures.found))


@dataclass
class _Writing:
    """A report that is being written: what it knows, and what each of its files is."""

    lakehouse: Lakehouse
    folder: Path
    failures: Failures
    figures: list[Figure] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    files: list[str] = field(default_factory=list)

    def read(self, source: Source) -> None:
        """Read what the text says of a team."""
        config = self.lakehouse.config
        with self.failures.trying(f"about of the team {source.team}"):
            self.facts.about = read_edition(self.lakehouse, source.file)
        with (
            self.failures.trying(f"the file of the team {source.team}"),
            open_file(source.file, config) as connection,
        ):
            with self.failures.trying(f"{TEXT}, metrics of the team {source.team}"):
                self.figures += read_figures(connection, source.team, config)
            with self.failures.trying(f"{TEXT}, restatements of the team {source.team}"):
                self.facts.restated = facts.read_restated(connection)
            if source.team == "growth":
                self._read_growth(connection)

    def _read_growth(self, connection: Any) -> None:
        reads: dict[str, Callable[[Any], Any]] = {
            "funnel": facts.read_funnel,
            "levers": facts.read_levers,
            "broken": facts.read_broken_rules,
            "refused": facts.count_refused,
        }
        for name, read in reads.items():
            with self.failures.trying(f"{TEXT}, {name}"):
                setattr(self.facts, name, read(connection))

    def write_figures(self) -> None:
        """Write the figures of the text as a table."""
        self.file(
            _KEY_FIGURES,
            lambda path: write_table(path, FIGURES, figure_rows(self.figures)),
        )

    def file(self, name: str, write: Callable[[Path], None]) -> None:
        """Write a file of the report, or note that it failed."""
        with self.failures.trying(name):
            path = self.folder / name
            with reaching(path):
                path.parent.mkdir(exist_ok=True)
            write(path)
            self.files.append(name)


def _write_pages(writing: _Writing, sources: Sequence[Source]) -> None:
    pages = [
        (page, source) for source in sources for page in read_pages() if page.team == source.team
    ]
    with writing.lakehouse.progress.steps("drawing pages", len(pages)) as step:
        for page, source in pages:
            with writing.failures.trying(f"pages/{page.name}.html"):
                edition = read_edition(writing.lakehouse, source.file)
                _write_page(
                    writing, page, ask(page, source.file, writing.lakehouse.config), edition
                )
            step(1)


def _write_page(
    writing: _Writing, page: Page, answers: dict[str, Answer], edition: Edition
) -> None:
    """Write a page, a picture of each of its charts, and a table of what each of these shows."""
    html, failed = draw(page, answers, edition)
    for reason in failed:
        writing.failures.add(f"pages/{page.name}.html", ConfigError(reason))
    name = f"pages/{page.name}.html"
    writing.file(name, lambda path: write_bytes(path, html.encode()))
    shown = [tag for tag in page.tags if tag.name in (*_CHARTS, "DataTable")]
    for query in dict.fromkeys(tag.query for tag in shown):
        answer = answers[query]
        if not answer.reason:
            _write_rows(writing, page, query, answer)
    for number, tag in enumerate((tag for tag in shown if tag.name in _CHARTS), start=1):
        _write_picture(writing, page, number, tag, answers[tag.query])


def _write_rows(writing: _Writing, page: Page, query: str, answer: Answer) -> None:
    writing.file(
        f"tables/{page.name}_{query}.csv",
        lambda path: write_table(path, [*answer.columns], answer.rows),
    )


def _write_picture(writing: _Writing, page: Page, number: int, tag: Tag, answer: Answer) -> None:
    name = f"charts/{page.name}_{number:02}_{_slug(tag.label)}.png"
    with writing.failures.trying(name):
        try:
            drawn = picture(tag, answer, writing.lakehouse.config.currency.reporting)
        except NoChart:  # its page says why, and what failed is noted with the page
            return
        writing.file(name, lambda path: write_bytes(path, drawn))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
