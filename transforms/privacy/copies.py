"""Copies of what may name a person: exports, reasons, old lakes, published/ and reports."""

import json
import shutil
from pathlib import Path
from typing import get_args

import duckdb

from transforms.archive.names import names
from transforms.config import Config, PublishedFormat, Team
from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.lake.attachment import catalog_file, data_path
from transforms.lakehouse import Lakehouse
from transforms.load.dead_letters import export_missing, remove_export
from transforms.load.standing import standing
from transforms.privacy.journal import Journal
from transforms.publish.page_files import page_paths
from transforms.report.folder import remove_parts
from transforms.system.durable import reaching, sync_folder, write_file
from transforms.system.lock import holding

_ERASED = "erased"


def renew_exports(connection: duckdb.DuckDBPyConnection, home: Home, journal: Journal) -> None:
    """Write the copies of the refused lines anew, and mask the reasons that name the person."""
    for batch_id in journal.lines:
        remove_export(home, batch_id)
    export_missing(connection, home, standing(connection).refused)
    for path in naming_reasons(home, journal.ids):
        said = json.loads(path.read_bytes()) | {"error": _ERASED}
        write_file(path, json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n")
        sync_folder(path.parent)


def naming_reasons(home: Home, ids: list[str]) -> list[Path]:
    """List the reasons of batches that were set aside which name the person."""
    folder = home.dead_letter / "batches"
    reasons = [folder / name for name in names(folder) if name.endswith(".reason.json")]
    return [path for path in reasons if any(each in _error_of(path) for each in ids)]


def _error_of(reason: Path) -> str:
    error = str(json.loads(reason.read_bytes()).get("error"))
    return "" if error == _ERASED else error


def remove_old_lakes(home: Home, config: Config) -> list[Path]:
    """Remove the lakes that were put aside when the lake was made anew."""
    found = old_lakes(home, config)
    for path in found:
        with reaching(path):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    return found


def old_lakes(home: Home, config: Config) -> list[Path]:
    """List the lakes that were put aside."""
    places = [catalog_file(home, config)]
    if "://" not in data_path(home, config):
        places.append(Path(data_path(home, config)))
    return [path for place in places if place for path in _before(place)]


def publish_anew(lakehouse: Lakehouse) -> list[str]:
    """Publish again what is published, and remove the rest; give the names of what is gone."""
    published = lakehouse.home.published
    before = set(names(published))
    teams = [
        team
        for team in get_args(Team)
        if {team, f"{team}.duckdb", *(path.name for path in page_paths(published, team))} & before
    ]
    formats = [form for form in get_args(PublishedFormat) if _is_there(published, form)]
    with holding(lakehouse.home.publish_lock):  # nobody is publishing an old snapshot any more
        pass
    if teams and formats:
        _publish(lakehouse, teams, formats)
    current = {f"{team}.duckdb" for team in teams if "duckdb" in formats}
    if "pages" in formats:
        current |= {path.name for team in teams for path in page_paths(published, team)}
    if set(formats) - {"duckdb", "pages"}:
        current |= {name for team in teams for name in (team, _target(published / team))}
    gone = sorted(set(names(published)) - current)
    for name in gone:
        remove_tree(published / name)
    return gone


def remove_report(home: Home) -> None:
    """Remove the home's reports, and what killed ones left; none is being written then."""
    with holding(home.report_lock):
        remove_parts(home.report)
        for place in (home.report, home.reports):
            if place.exists() or place.is_symlink():
                remove_tree(place)


def _publish(lakehouse: Lakehouse, teams: list[str], formats: list[str]) -> None:
    """Publish; what cannot be renewed must not stay."""
    from transforms.publish import publish

    try:
        publish(lakehouse, teams, formats)
    except LakehouseError:
        for name in names(lakehouse.home.published):
            remove_tree(lakehouse.home.published / name)
        raise


def remove_tree(path: Path) -> None:
    """Remove a file, a link or a folder."""
    with reaching(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _before(original: Path) -> list[Path]:
    return [
        original.parent / name
        for name in names(original.parent)
        if name.startswith(original.name) and ".before-" in name
    ]


def _is_there(published: Path, form: str) -> bool:
    if form == "duckdb":
        return any(name.endswith(".duckdb") for name in names(published))
    if form == "pages":
        return any(name.endswith(".html") for name in names(published))
    return any(published.glob(f"*/*.{form}"))


def _target(link: Path) -> str:
    return link.readlink().name if link.is_symlink() else link.name
