"""DuckDB extensions: the one that is installed, else the package's, else DuckDB's own.

DuckDB hashes an extension at each load to check its signature, 70 MB for a lake: a quarter of a
second. What was checked once is told by a stamp beside the file, as long as it is the same file.
"""

import importlib
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import duckdb

from transforms.errors import ConfigError, LakehouseError
from transforms.system.durable import write_file

log = logging.getLogger(__name__)


def load_extensions(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Load extensions whose signatures were checked, now or before; from then on no other.

    The connection allows unsigned extensions until this ends, and runs nobody's SQL till then.

    Raises:
        ConfigError: an extension is found nowhere.
    """
    for name in names:
        path = _installed(connection, name)
        if path is None or not _is_checked(path):
            with duckdb.connect(":memory:") as strict:
                load_extension(strict, name)
                path = _installed(strict, name)
            if path is not None:
                _stamp(path)
        connection.load_extension(name)
    connection.execute("set global allow_unsigned_extensions = false")


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


def _installed(connection: duckdb.DuckDBPyConnection, name: str) -> Path | None:
    row = connection.execute(
        "select install_path from duckdb_extensions() where extension_name = ? and installed",
        [name],
    ).fetchone()
    return Path(row[0]) if row and row[0] else None


def _is_checked(path: Path) -> bool:
    """Tell whether the stamp stands for this very file: any change gives it another ctime."""
    with suppress(OSError, ValueError):
        return bool(json.loads(_stamp_of(path).read_text()) == _identity(path))
    return False


def _stamp(path: Path) -> None:
    with suppress(LakehouseError):  # whoever may not write there checks each time
        write_file(_stamp_of(path), json.dumps(_identity(path)).encode())


def _stamp_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.checked")


def _identity(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
