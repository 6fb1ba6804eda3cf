"""The fingerprint of Silver: the settings and models it was built with, kept in the lake.

Silver is a pure function of the events for given settings. Batches loaded under other settings
would mix two truths, so a change asks for a rebuild; from the archive, where lines are read by it.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from transforms.config import GOLD_ALONE, READING, SHAPING, Config
from transforms.errors import ConfigError
from transforms.lake.damage import REMEDY
from transforms.models.model import read_models
from transforms.models.templates import macro_text
from transforms.sources.columns import reading_of
from transforms.system.clock import now
from transforms.system.setting_sources import SourceMapping

#: What to do where Silver is not what staging gives.
REBUILD = "`etl.py replay --rebuild` makes Silver anew, and readers keep the old one till then"
log = logging.getLogger("lakehouse")
_TRANSFORMS = Path(__file__).resolve().parent.parent
_READING = tuple(_TRANSFORMS / name for name in ("archive/formats", "parse", "sources"))
_PROGRAMS = {".py", ".c", ".h"}
_SOURCES = "sources"


@dataclass(frozen=True)
class _Built:
    """What Silver was built with: settings, what is known of each source, the models' hash."""

    settings: dict[str, Any]
    sources: dict[str, dict[str, Any]]
    models: str


def check_fingerprint(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Compare with what Silver was built with; remember it where Silver is still empty.

    Raises:
        ConfigError: a setting that shapes Silver is new or has changed.
    """
    if (found := check_settings(connection, config)) is None:
        write_fingerprint(connection, config)
    else:
        _tell_other_models(found)


def compare_fingerprint(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Compare with what Silver was built with, models included; nothing is changed.

    Raises:
        ConfigError: a setting that shapes Silver is new or has changed.
    """
    if (found := check_settings(connection, config)) is not None:
        _tell_other_models(found)


def _tell_other_models(found: _Built) -> None:
    if found.models != hash_models():
        log.warning(
            "the models or the reader have changed since Silver was built; "
            "`etl.py verify` tells whether it matters, `etl.py replay --rebuild` mends it, and"
            " with `--from-archive` what lines are read as, too"
        )


def check_settings(connection: duckdb.DuckDBPyConnection, config: Config) -> _Built | None:
    """Compare the settings with those that Silver was built with, and give what it was built with.

    A run asks before it takes anything: what could not be loaded stays where it is.

    Raises:
        ConfigError: a setting that shapes Silver is new or has changed.
    """
    found = check_reading(connection, config)
    if found is None:
        return None
    built, wanted = found.settings, _settings(config)
    if new := sorted(wanted.keys() - built.keys()):
        raise ConfigError(
            f"Silver must be built with this release's settings, got it from before"
            f" {', '.join(new)}; {REBUILD}"
        )
    changed = [
        f"{name} is {wanted[name]!r}, but Silver was built with {built[name]!r}"
        for name in wanted
        if wanted[name] != built[name]
    ]
    if changed:
        raise ConfigError(f"{'; '.join(changed)}: restore the setting, or {REBUILD}")
    return found


def check_reading(connection: duckdb.DuckDBPyConnection, config: Config) -> _Built | None:
    """Compare what the lines were read by: typed events alone cannot make up for it.

    Raises:
        ConfigError: a setting of the reader is new or has changed.
    """
    found = _built_with(connection)
    if found is None:
        return None
    if _read_by(found.settings) != _read_by(_settings(config)):
        raise ConfigError(
            f"the events must be read by these settings of {' and '.join(READING)}, got"
            f" {_read_by(found.settings) or 'none of them'}: restore them, or {REMEDY}"
        )
    if changed := [
        name
        for name, source in found.sources.items()
        if name in config.sources
        and hash_mapping(config.sources[name], source["columns"]) != source["sha256"]
    ]:
        raise ConfigError(
            f"rows must be read by the mapping that those in the lake were read by, got another"
            f" sources.{changed[0]}: restore it, or {REMEDY}"
        )
    return found


def remember_sources(
    connection: duckdb.DuckDBPyConnection, config: Config, brought: Iterable[tuple[str, list[str]]]
) -> None:
    """Remember by which mappings rows came into the lake, in their transaction.

    A batch brings rows of a source, with some columns (none are told of JSON).
    """
    found = _built_with(connection)
    if found is None:
        write_fingerprint(connection, config)
        found = _Built(_settings(config), {}, "")
    sources = dict(found.sources)
    for name, columns in brought:
        known = sources.get(name, {"columns": []})["columns"]
        seen = sorted({*known, *columns}) if columns and known is not None else None
        if seen != known or name not in sources:
            digest = hash_mapping(config.sources[name], seen)
            sources[name] = {"columns": seen, "sha256": digest}
    if sources != found.sources:
        settings = {**found.settings, _SOURCES: sources}
        connection.execute(
            "update lake.ops.fingerprint set settings = ?", [json.dumps(settings, sort_keys=True)]
        )


def hash_mapping(source: SourceMapping, columns: list[str] | None) -> str:
    """Hash what decides which event a row of a source is, of these columns if they are known."""
    reading = reading_of(source, None if columns is None else set(columns))
    return hashlib.sha256(json.dumps(reading, sort_keys=True).encode()).hexdigest()[:16]


def write_fingerprint(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Remember what Silver is built with, inside the caller's transaction if there is one.

    The mappings that rows in the lake were read by stay what they are.
    """
    known, settings = _built_with(connection), _settings(config)
    if known is not None and known.sources:
        settings[_SOURCES] = known.sources
    connection.execute("delete from lake.ops.fingerprint")
    connection.execute(
        "insert into lake.ops.fingerprint (settings, models, built_at) values (?, ?, ?)",
        [json.dumps(settings, sort_keys=True), hash_models(), now()],
    )


def _built_with(connection: duckdb.DuckDBPyConnection) -> _Built | None:
    try:
        row = connection.execute("select settings, models from lake.ops.fingerprint").fetchone()
    except duckdb.CatalogException:
        return None  # a lake of a release from before there was any
    if row is None:
        return None
    settings = json.loads(row[0])
    return _Built(settings, settings.pop(_SOURCES, {}), row[1])


def _settings(config: Config) -> dict[str, Any]:
    values = config.model_dump(mode="json", include={*SHAPING, *READING})
    settings = {f"{name}.{key}": value for name in values for key, value in values[name].items()}
    return {name: value for name, value in settings.items() if name not in GOLD_ALONE}


def _read_by(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name.split(".")[0] in READING}


def hash_models() -> str:
    """Hash what decides the rows of Silver; a sentence in a header does not."""
    models = sorted(read_models("silver"), key=lambda model: model.name)
    headers = [
        repr((model.name, model.kind, model.key, model.scope, model.before, model.dates))
        for model in models
    ]
    texts = [*headers, *(model.body for model in models), macro_text(), _reader()]
    return hashlib.sha256("".join(texts).encode()).hexdigest()


@cache
def _reader() -> str:
    """Read the programs that say what a line is read as."""
    files = [path for folder in _READING for path in folder.rglob("*")]
    paths = sorted(path for path in files if path.suffix in _PROGRAMS)
    return "".join(path.read_text(encoding="utf-8") for path in paths)
