"""Sources: the tables of each team's published file, made aside; a view that fails stays out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from transforms.errors import ConfigError, InputMissing, LakehouseError
from transforms.lake.snapshots import Snapshot, pin
from transforms.lakehouse import Lakehouse
from transforms.load.standing import standing
from transforms.models.model import read_models
from transforms.publish.personal import check_names, hand_over_key, pseudonyms
from transforms.publish.team_files import (
    attach_file,
    close_file,
    write_about,
    write_restatements,
    write_tables,
)
from transforms.publish.views import View, columns_of, list_views
from transforms.report.failures import Failures
from transforms.system.clock import now
from transforms.system.progress import OnStep


@dataclass(frozen=True)
class Source:
    """A team's file, made for this report alone: what its published one would hold."""

    team: str
    file: Path


def make_sources(
    lakehouse: Lakehouse, teams: Sequence[str], folder: Path, failures: Failures
) -> list[Source]:
    """Write the teams' files into a folder, all of one snapshot; nothing of the lake is changed.

    Raises:
        InputMissing: no batch is loaded.
        ConfigError: a personal column or the pseudonym key is not as it must be.
    """
    with lakehouse.reading() as connection:
        snapshot = pin(connection, lakehouse.home, lakehouse.config)
        if not standing(connection).loaded:
            raise InputMissing("the lake must hold a loaded batch, got none; run `etl.py run`")
        views = _views(connection, lakehouse, teams, failures)
        check_names(lakehouse.config.publish, views)
        chosen = [view for view in views if view.team in teams]
        if any(pseudonyms(lakehouse.config.publish, view) for view in chosen):
            hand_over_key(connection)
        writer = _Writer(connection, lakehouse, snapshot, now(), failures)
        with lakehouse.progress.steps("reading the views", len(chosen)) as step:
            return [
                source
                for team in teams
                for source in writer.write(
                    team,
                    folder / f"{team}.duckdb",
                    [each for each in chosen if each.team == team],
                    step,
                )
            ]


@dataclass(frozen=True)
class _Writer:
    connection: duckdb.DuckDBPyConnection
    lakehouse: Lakehouse
    snapshot: Snapshot
    written_at: datetime
    failures: Failures

    def write(self, team: str, file: Path, views: Sequence[View], step: OnStep) -> list[Source]:
        """Write a team's file; give nothing where there is none in the end."""
        with self.failures.trying(f"the views of the team {team}"):
            attach_file(self.connection, file)
            try:
                for view in views:
                    with self.failures.trying(f"gold_{team}.{view.name}"):
                        self.write_view(view, step)
                with self.failures.trying(f"restatements of the team {team}"):
                    write_restatements(self.connection)
                write_about(self.connection, team, self.snapshot, self.written_at)
            finally:
                close_file(self.connection)
            return [Source(team, file)]
        return []

    def write_view(self, view: View, step: OnStep) -> None:
        try:
            write_tables(self.connection, [view], self.lakehouse.config, step)
        except LakehouseError:
            self.lakehouse.check_release(self.connection)
            raise


def _views(
    connection: duckdb.DuckDBPyConnection,
    lakehouse: Lakehouse,
    teams: Sequence[str],
    failures: Failures,
) -> list[View]:
    """List the views of this release; those that cannot be described have their headers' columns.

    One that is missing is a failure; one that cannot be described will be when it is read.
    """
    there = set(list_views(connection))
    views = []
    for model in read_models("gold"):
        view = View(
            model.schema.removeprefix("gold_"), model.name, dict.fromkeys(model.columns, "")
        )
        if (view.team, view.name) not in there:
            if view.team in teams:
                failures.add(f"{model.schema}.{model.name}", _missing(connection, lakehouse, view))
            continue
        try:
            views.append(View(view.team, view.name, columns_of(connection, view)))
        except LakehouseError:
            views.append(view)
    return views


def _missing(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, view: View
) -> LakehouseError:
    try:
        lakehouse.check_release(connection)
    except ConfigError as error:
        return error
    return ConfigError(
        f"{view.address} must be a view of the lake, got none; `etl.py run` makes it"
    )
