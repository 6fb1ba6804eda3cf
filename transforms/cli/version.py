"""--version: of the project, and of what its lakes are written with."""

import tomllib

import duckdb

from transforms.lake.extensions import load_extension
from transforms.lakehouse import PROJECT


def versions() -> dict[str, str]:
    """Tell the versions of the project, of DuckDB and of DuckLake (the commit it was built from).

    Raises:
        ConfigError: DuckLake cannot be installed.
    """
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with duckdb.connect() as connection:
        load_extension(connection, "ducklake")
        row = connection.execute(
            "select extension_version from duckdb_extensions() where extension_name = 'ducklake'"
        ).fetchone()
    ducklake = row[0] if row else "unknown"
    return {project["name"]: project["version"], "DuckDB": duckdb.__version__, "DuckLake": ducklake}
