"""Page files: a team's pages, drawn from its published file and put beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from transforms.lake.snapshots import Snapshot
from transforms.lakehouse import Lakehouse
from transforms.pages import Page, read_pages
from transforms.pages.answers import ask
from transforms.pages.bundle import read_bundle
from transforms.pages.html import Edition, draw
from transforms.publish.targets import finish_file, put_file


@dataclass(frozen=True)
class PageFile:
    """A page that is drawn: its file, the queries that gave an answer, their rows, the others."""

    part: Path
    queries: int
    rows: int
    failures: tuple[str, ...]


def page_paths(published: Path, team: str) -> list[Path]:
    """Name the files of a team's pages."""
    return [published / f"{page.name}.html" for page in read_pages() if page.team == team]


def draw_pages(lakehouse: Lakehouse, team: str, file: Path, snapshot: Snapshot) -> list[PageFile]:
    """Draw a team's pages out of its file, beside it; who may read its file may read them.

    Raises:
        ConfigError: a page is not as it must be.
        StorageError: a file cannot be written.
    """
    pages = [page for page in read_pages() if page.team == team]
    edition = read_edition(lakehouse, file) if pages else None
    return [_draw(lakehouse, page, file, edition, snapshot) for page in pages if edition]


def put_pages(drawn: Sequence[PageFile], published: Path) -> Iterator[tuple[Path, PageFile]]:
    """Let each page take its place."""
    for each in drawn:
        target = published / each.part.name
        put_file(each.part, target)
        yield target, each


def _draw(
    lakehouse: Lakehouse, page: Page, file: Path, edition: Edition, snapshot: Snapshot
) -> PageFile:
    answers = ask(page, file, lakehouse.config)
    html, failures = draw(page, answers, edition)
    part = file.with_name(f"{page.name}.html")
    part.write_text(html, encoding="utf-8")
    published = lakehouse.home.published
    places = [published / part.name, published / file.name]
    finish_file(part, next((each for each in places if each.exists()), places[0]), snapshot)
    given = [answer for answer in answers.values() if not answer.reason]
    return PageFile(part, len(given), sum(len(each.rows) for each in given), tuple(failures))


def read_edition(lakehouse: Lakehouse, file: Path) -> Edition:
    """Read from a team's file which state it shows; the last event's day is not over."""
    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(
            "select snapshot_id, published_at, last_event_at from about"
        ).fetchall()
    snapshot_id, published_at, last_event_at = found[0]
    return Edition(
        snapshot_id,
        published_at,
        _day_before(last_event_at, lakehouse.config.calendar.timezone),
        lakehouse.config.calendar.timezone,
        lakehouse.config.currency.reporting,
        read_bundle(lakehouse.home),
    )


def _day_before(moment: datetime | None, timezone: str) -> date | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date() - timedelta(days=1)
