"""Publications: all teams' files of one publish, from one snapshot of the lake."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import InputMissing
from transforms.lake.snapshots import Snapshot, pin
from transforms.lakehouse import Lakehouse
from transforms.load.standing import standing
from transforms.pages import check_pages, read_pages
from transforms.publish.exports import write_exports
from transforms.publish.page_files import PageFile, draw_pages, page_paths, put_pages
from transforms.publish.personal import check_names, hand_over_key, pseudonyms
from transforms.publish.restatements import restate
from transforms.publish.targets import (
    finish_file,
    finish_folder,
    is_current,
    put_file,
    put_folder,
    work_folder,
)
from transforms.publish.team_files import (
    ABOUT,
    attach_file,
    close_file,
    write_about,
    write_restatements,
    write_tables,
)
from transforms.publish.views import View, read_views
from transforms.system.clock import now
from transforms.system.lock import holding
from transforms.system.progress import OnStep


@dataclass(frozen=True)
class Publication:
    """A file or a folder that was published: its tables and rows (`about` aside), its size.

    A page's tables are its queries; `failures` names those that gave nothing, with the reason.
    """

    path: Path
    tables: int
    rows: int
    bytes: int
    failures: tuple[str, ...] = ()


def publish(
    lakehouse: Lakehouse,
    teams: Sequence[str] = (),
    formats: Sequence[str] = (),
    *,
    only_stale: bool = False,
) -> list[Publication]:
    """Publish the views of some teams (else the config's), in some formats (else the config's).

    Everything is written aside before anything is replaced. With `only_stale`, teams whose files
    show the latest snapshot are left alone, and so is all while no batch is loaded.

    Raises:
        LockHeld: another process publishes.
        InputMissing: no batch is loaded.
        ConfigError: a personal column or the pseudonym key is not as it must be, or the lake is
            of a release without the views.
    """
    home, settings = lakehouse.home, lakehouse.config.publish
    teams = list(dict.fromkeys(teams or settings.teams))
    formats = list(dict.fromkeys(formats or settings.formats))
    if "pages" in formats:
        check_pages(formats)
        read_pages()
    with holding(home.publish_lock):
        with lakehouse.reading() as connection:
            snapshot = pin(connection, home, lakehouse.config)
            if not standing(connection).loaded:
                if only_stale:
                    return []
                raise InputMissing("the lake must hold a loaded batch, got none; run `etl.py run`")
            if only_stale:
                teams = [
                    team for team in teams if not _is_current(lakehouse, team, formats, snapshot)
                ]
            if not teams:
                return []
            _choose(connection, lakehouse, teams)
        restate(lakehouse)
        with lakehouse.reading() as connection:
            snapshot = pin(connection, home, lakehouse.config)
            return _publish(connection, lakehouse, teams, formats, snapshot)


def _choose(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, teams: Sequence[str]
) -> list[View]:
    """Find the teams' views, and see to it that all is there to publish them.

    Raises:
        ConfigError: a personal column or the pseudonym key is not as it must be, or the lake is
            of a release without the views.
    """
    settings = lakehouse.config.publish
    views = read_views(connection)
    check_names(settings, views)
    chosen = [view for view in views if view.team in teams]
    if {view.team for view in chosen} != set(teams):
        lakehouse.check_release(connection)
    if any(pseudonyms(settings, view) for view in chosen):
        hand_over_key(connection)
    return chosen


def _publish(
    connection: duckdb.DuckDBPyConnection,
    lakehouse: Lakehouse,
    teams: Sequence[str],
    formats: Sequence[str],
    snapshot: Snapshot,
) -> list[Publication]:
    chosen = _choose(connection, lakehouse, teams)
    connection.execute("set preserve_insertion_order = true")
    published = lakehouse.home.published
    with (
        work_folder(published) as work,
        lakehouse.progress.steps("publishing", len(chosen)) as step,
    ):
        edition = _Edition(connection, lakehouse, formats, snapshot, now(), work)
        written = {
            team: edition.write(team, [view for view in chosen if view.team == team], step)
            for team in teams
        }
        return [each for team in teams for each in edition.put(team, written[team])]


@dataclass(frozen=True)
class _Edition:
    """What the files of one publish have in common."""

    connection: duckdb.DuckDBPyConnection
    lakehouse: Lakehouse
    formats: Sequence[str]
    snapshot: Snapshot
    published_at: datetime
    work: Path

    @property
    def config(self) -> Config:
        return self.lakehouse.config

    @property
    def published(self) -> Path:
        return self.lakehouse.home.published

    def write(self, team: str, views: Sequence[View], step: OnStep) -> "_Written":
        """Write all that a team gets into the work folder; give the rows of each table."""
        file, folder = self.work / f"{team}.duckdb", self.work / team
        attach_file(self.connection, file)
        rows = write_tables(self.connection, views, self.config, step)
        write_restatements(self.connection)
        write_about(self.connection, team, self.snapshot, self.published_at)
        if exports := _exports(self.formats):
            folder.mkdir()
            write_exports(self.connection, folder, exports)
            finish_folder(folder, self.published / team, self.snapshot)
        close_file(self.connection)
        finish_file(file, self.published / file.name, self.snapshot)
        if "pages" not in self.formats:
            return _Written(rows, [])
        return _Written(rows, draw_pages(self.lakehouse, team, file, self.snapshot))

    def put(self, team: str, written: "_Written") -> Iterator[Publication]:
        """Let what was written take its place."""
        rows = written.rows
        file, folder = self.published / f"{team}.duckdb", self.published / team
        if "duckdb" in self.formats:
            put_file(self.work / file.name, file)
            yield _publication(file, [file], rows)
        if _exports(self.formats):
            personal = self.config.publish.model_dump_json(include={"left_out", "pseudonymised"})
            put_folder(self.work / team, folder, personal)
            yield _publication(folder, list(folder.iterdir()), rows)
        for path, page in put_pages(written.pages, self.published):
            size = path.stat().st_size
            yield Publication(path, page.queries, page.rows, size, page.failures)


@dataclass(frozen=True)
class _Written:
    """What a team gets, written aside: the rows of each table, and its pages."""

    rows: dict[str, int]
    pages: list[PageFile]


def _publication(path: Path, files: Sequence[Path], rows: dict[str, int]) -> Publication:
    size = sum(file.stat().st_size for file in files)
    return Publication(path, len(rows), sum(rows.values()), size)


def _exports(formats: Sequence[str]) -> list[str]:
    return [form for form in formats if form not in ("duckdb", "pages")]


def _is_current(
    lakehouse: Lakehouse, team: str, formats: Sequence[str], snapshot: Snapshot
) -> bool:
    folder = lakehouse.home.published
    paths = [folder / f"{team}.duckdb"] if "duckdb" in formats else []
    paths += [folder / team / f"{ABOUT}.{form}" for form in _exports(formats)]
    paths += page_paths(folder, team) if "pages" in formats else []
    return all(is_current(path, snapshot) for path in paths)
