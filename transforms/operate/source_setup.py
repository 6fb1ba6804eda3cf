"""Sources written into the settings: the ready-made mappings, or one that is guessed of a file."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from transforms.config import Config, read_config, said_of
from transforms.errors import ConfigError, UsageError
from transforms.lakehouse import PROJECT
from transforms.system.durable import make_folder, reaching, sync_folder, write_file

_FOLDER = PROJECT / "examples" / "sources"


def ready_made() -> dict[str, dict[str, Any]]:
    """Read the mappings that come with the project, by their names."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(_FOLDER.glob("*/config.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))["sources"]
    return found


def ready_made_mapping(name: str) -> dict[str, Any]:
    """Read a mapping that comes with the project.

    Raises:
        UsageError: there is none of that name.
    """
    found = ready_made()
    if name not in found:
        raise UsageError(
            f"init must name a mapping that is ready-made ({', '.join(found)}),"
            f" or be told a file with --from, got {name!r}"
        )
    return found[name]


def write_source(home: Path, name: str, mapping: dict[str, Any]) -> Path:
    """Add a source to the settings of a home; what is there stays as it is.

    Raises:
        UsageError: the settings have a source of that name.
        ConfigError: they cannot be read, or the mapping is wrong.
    """
    path = home / "config.json"
    settings: Any = {}
    if path.is_file():
        read_config(path)
        settings = json.loads(path.read_text(encoding="utf-8"))
    sources = settings.setdefault("sources", {})
    if name in sources:
        raise UsageError(f"{path} must not have sources.{name} yet, as it is never overwritten")
    sources[name] = mapping
    check_mapping(name, mapping)
    make_folder(home.absolute())
    with reaching(path):
        write_file(path, json.dumps(settings, indent=2, ensure_ascii=False).encode() + b"\n")
    sync_folder(home)
    return path


def zone_of(home: Path) -> str:
    """Tell the time zone of a home's shop.

    Raises:
        ConfigError: its settings cannot be read.
    """
    path = home / "config.json"
    return read_config(path).calendar.timezone if path.is_file() else "UTC"


def check_mapping(name: str, mapping: dict[str, Any]) -> None:
    """Check a mapping as the settings would be.

    Raises:
        ConfigError: it is wrong.
    """
    try:
        Config.model_validate({"sources": {name: mapping}})
    except ValidationError as error:
        raise ConfigError(said_of(error)) from error
