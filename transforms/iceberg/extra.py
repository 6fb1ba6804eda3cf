"""The extra `iceberg`: Iceberg's runtime for Spark, psycopg, and the driver that Java needs."""

from importlib.util import find_spec
from pathlib import Path

from transforms.config import Config
from transforms.engines.extra import check_spark
from transforms.errors import ConfigError

#: The package that carries the runtime, and the file in it.
_CARRIER, _RUNTIME = "snowpark_connect_deps_iceberg", "iceberg-spark-runtime-3.5_2.12-*.jar"


def check_iceberg(config: Config) -> None:
    """See to it that tables of Iceberg can be read and written.

    Raises:
        ConfigError: the extra, Java, the driver or the setting `iceberg.catalog` is missing.
    """
    check_spark()
    if find_spec("psycopg") is None or runtime() is None:
        missing = "psycopg" if find_spec("psycopg") is None else f"no {_RUNTIME}"
        raise ConfigError(
            "tables of Iceberg need the extra `iceberg` (pip install '.[iceberg]'),"
            f" got no {missing.removeprefix('no ')}"
        )
    if not Path(config.iceberg.driver).is_file():
        raise ConfigError(
            "iceberg.driver must name PostgreSQL's driver for Java (apt-get install"
            f" libpostgresql-jdbc-java), got no file {config.iceberg.driver}"
        )
    if not config.iceberg.catalog:
        raise ConfigError("iceberg.catalog must say where PostgreSQL is, got nothing")


def runtime() -> Path | None:
    """Find Iceberg's runtime for Spark 3.5 in the package that carries it."""
    found = find_spec(_CARRIER)
    folders = [Path(each) for each in (found.submodule_search_locations or ())] if found else []
    return next((jar for folder in folders for jar in folder.rglob(_RUNTIME)), None)
