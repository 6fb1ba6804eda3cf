"""The fingerprint of Silver: the settings and models it was built with, kept in the lake.

Silver is a pure function of the events for given settings. Batches loaded under other settings
would mix two truths, so a change asks for a rebuild; from the archive, where lines are read by it.
"""

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

import duckdb

from transforms.config import READING, SHAPING, Config
from transforms.errors import ConfigError
from transforms.models.model import SQL, read_models
from transforms.system.clock import now

#: Stands for the models where Silver lacks a table that a newer release has.
_INCOMPLETE = "incomplete"
log = logging.getLogger("lakehouse")
_TRANSFORMS = Path(__file__).resolve().parent.parent
_READING = (_TRANSFORMS / "archive" / "formats", _TRANSFORMS / "parse")


def check_fingerprint(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Compare with what Silver was built with; remember it where Silver is still empty.

    Raises:
        ConfigError: a setting that shapes Silver is new or has changed, or a table of it was never
            filled.
    """
    row = connection.execute("select settings, models from lake.ops.fingerprint").fetchone()
    if row is None:
        write_fingerprint(connection, config)
        return
    built, wanted = json.loads(row[0]), _settings(config)
    if new := sorted(wanted.keys() - built.keys()):
        raise ConfigError(
            f"the lake must know this release's settings, got one from before {', '.join(new)}:"
            " run `etl.py replay --rebuild --from-archive`"
        )
    changed = [
        f"{name} is {wanted[name]!r}, but Silver was built with {built[name]!r}"
        for name in wanted
        if wanted[name] != built[name]
    ]
    if changed:
        options = " --from-archive" if _read_by(built) != _read_by(wanted) else ""
        raise ConfigError(
            f"{'; '.join(changed)}: run `etl.py replay --rebuild{options}`, or restore the setting"
        )
    if row[1] == _INCOMPLETE:
        raise ConfigError(
            "Silver must have all tables of this release, got new ones without the events that"
            " came before: run `etl.py replay --rebuild`"
        )
    if row[1] != _models():
        log.warning(
            "the models or the reader have changed since Silver was built; "
            "`etl.py verify` tells whether it matters, `etl.py replay --rebuild` mends it"
        )


def check_reading(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Compare what the lines were read by: typed events alone cannot make up for it.

    Raises:
        ConfigError: a setting of the reader has changed.
    """
    row = connection.execute("select settings from lake.ops.fingerprint").fetchone()
    if row is not None and _read_by(json.loads(row[0])) != _read_by(_settings(config)):
        raise ConfigError(
            f"Silver must be made of lines that were read by these settings of"
            f" {' and '.join(READING)}, got others: run `etl.py replay --rebuild --from-archive`"
        )


def write_fingerprint(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Remember what Silver is built with, inside the caller's transaction if there is one."""
    connection.execute("delete from lake.ops.fingerprint")
    connection.execute(
        "insert into lake.ops.fingerprint values (?, ?, ?)",
        [json.dumps(_settings(config), sort_keys=True), _models(), now()],
    )


def forget_models(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Remember that a table was added to a Silver that is built already, so that it is rebuilt."""
    connection.execute(f"update {database}.ops.fingerprint set models = '{_INCOMPLETE}'")


def _settings(config: Config) -> dict[str, Any]:
    values = config.model_dump(mode="json", include={*SHAPING, *READING})
    return {f"{name}.{key}": value for name in values for key, value in values[name].items()}


def _read_by(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name.split(".")[0] in READING}


def _models() -> str:
    """Hash what decides the rows of Silver; a sentence in a header does not."""
    models = sorted(read_models("silver"), key=lambda model: model.name)
    headers = [
        repr((model.name, model.kind, model.key, model.scope, model.before, model.dates))
        for model in models
    ]
    folders = ((SQL / "macros", "*.jinja"), *((folder, "*.py") for folder in _READING))
    paths = sorted(path for folder, ending in folders for path in folder.rglob(ending))
    texts = [*headers, *(model.body for model in models), *map(_text_of, paths)]
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")
