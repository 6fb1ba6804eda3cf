"""DuckDB extensions: the one that is installed, else the package's, else DuckDB's own."""

import importlib
import logging

import duckdb

from transforms.errors import ConfigError

log = logging.getLogger(__name__)


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Load an extension and say where it came from: `installed`, `package` or `repository`.

    Raises:
        ConfigError: none of the three has it.
    """
    origins = {"installed": None, "package": _install_package, "repository": _install_online}
    failures = []
    for origin, install in origins.items():
        try:
            if install is not None:
                install(connection, name)
            connection.load_extension(name)
        except (duckdb.Error, ImportError) as error:
            failures.append(f"{origin}: {str(error).splitlines()[0]}")
        else:
            log.debug("extension %s loaded (%s)", name, origin)
            return origin
    raise ConfigError(f"the DuckDB extension {name} must be installable, got {'; '.join(failures)}")


def _install_package(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    importer = importlib.import_module("duckdb_extensions")
    importer.import_extension(name, force_install=True, con=connection)


def _install_online(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.install_extension(name)
