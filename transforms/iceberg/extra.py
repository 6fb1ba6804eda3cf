"""The extra `iceberg`: Iceberg's runtime for Spark, psycopg, and the driver that Java needs."""

from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

from transforms.config import Config
from transforms.engines.extra import check_spark
from transforms.errors import ConfigError

#: The package that carries the runtime, and the file in it.
_CARRIER, _RUNTIME = "snowpark_connect_deps_iceberg", "iceberg-spark-runtime-3.5_2.12-*.jar"
_JSON = "org/apache/iceberg/shaded/com/fasterxml/jackson/core/JsonGenerator.class"


def check_iceberg(config: Config) -> None:
    """See to it that tables of Iceberg can be read and written.

    Raises:
        ConfigError: the extra, Java, the driver or the setting `iceberg.catalog` is missing.
    """
    check_spark()
    jar = runtime()
    if find_spec("psycopg") is None or jar is None:
        missing = _RUNTIME if jar is None else "psycopg"
        raise ConfigError(
            "tables of Iceberg need the extra `iceberg` (pip install '.[iceberg]'),"
            f" got no {missing}"
        )
    if not has_json(jar):
        raise ConfigError(
            f"tables of Iceberg need a whole runtime of Iceberg, got {jar.name} without its JSON"
            f" library (pip install {_CARRIER.replace('_', '-')}==1.0.2)"
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


def has_json(jar: Path) -> bool:
    """Tell whether a runtime has the library that writes metadata; a later package lacks it."""
    with ZipFile(jar) as file:
        return _JSON in file.namelist()
