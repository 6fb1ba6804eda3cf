"""The order in which the doctor looks: the machine, the settings, the home, the lake, services."""

from collections.abc import Iterator
from pathlib import Path

from transforms.config import Config
from transforms.errors import ConfigError
from transforms.home import Home
from transforms.lake.places import check_folders
from transforms.lakehouse import addresses, find_home, read_settings
from transforms.operate.doctor import archive, folders, lake, machine, queue, streams
from transforms.operate.doctor.findings import Finding, failed, passed, warned
from transforms.system.redaction import has_secret


def examine(home: Path | None, config: Path | None, *, engine: str = "duckdb") -> Iterator[Finding]:
    """Look at everything that a run, or another engine, needs, and change nothing.

    Raises:
        InputMissing: a folder or file that was named is not there.
    """
    root, path = find_home(home, config)
    yield from machine.examined()
    settings, found = _settings(root.resolve(), path)
    checked = Home(root.resolve(), settings.archive.path)
    yield found
    yield from machine.extensions(settings)
    yield from folders.examined(checked, settings)
    yield from archive.examined(checked)
    yield from lake.examined(checked, settings)
    yield from queue.examined(settings)
    yield from streams.examined(checked, settings)
    if engine == "spark":
        from transforms.operate.doctor import spark  # no other command waits for it

        yield from spark.examined(settings)
        if settings.iceberg.catalog:
            from transforms.operate.doctor import iceberg

            yield from iceberg.examined(settings)


def _settings(root: Path, path: Path) -> tuple[Config, Finding]:
    """Read the settings; wrong ones are replaced by the defaults, to look at the rest."""
    try:
        settings = read_settings(path)
        check_folders(Home(root, settings.archive.path), settings)
    except ConfigError as error:
        return Config(), failed("settings", str(error), "mend the named setting", error.exit_code)
    if any(has_secret(address) for address in addresses(settings)):
        advice = "take it out: secrets belong into the environment (docs/configuration.md)"
        return settings, warned("settings", f"{path} holds a secret", advice)
    return settings, passed("settings", str(path))
