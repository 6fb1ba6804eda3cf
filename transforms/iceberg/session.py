"""Spark with the catalogs of a lake on Iceberg: `lake` for readers, a draft for who writes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from transforms.config import Config
from transforms.engines.spark import spark_session
from transforms.errors import Unavailable
from transforms.home import Home
from transforms.iceberg.extra import check_iceberg, runtime
from transforms.iceberg.pointers import LAKE

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import SparkSession

_CATALOG = "org.apache.iceberg.spark.SparkCatalog"
#: Words of a connection that the driver for Java knows by the same names.
_SAME = ("sslmode", "sslrootcert", "sslcert", "sslkey")


@contextmanager
def iceberg_session(scratch: Path, home: Home, config: Config) -> Iterator["SparkSession"]:
    """Hold a Spark that knows the catalog `lake`; stop it in the end.

    Raises:
        ConfigError: the extra, Java, the driver or the setting `iceberg.catalog` is missing.
    """
    check_iceberg(config)
    jars = f"{runtime()},{Path(config.iceberg.driver).resolve()}"
    if theirs := config.spark.options.get("spark.jars"):
        jars = f"{jars},{theirs}"
    more = {
        "spark.jars": jars,
        "spark.sql.extensions": (
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
        ),
        # Spark 3.5 trips over conditions that a checkpoint remembers, where it is part of a union.
        "spark.sql.constraintPropagation.enabled": "false",
    }
    with spark_session(scratch, config, more) as session:
        add_catalog(session, home, config, LAKE)
        yield session


def add_catalog(session: "SparkSession", home: Home, config: Config, name: str) -> None:
    """Let a session know the tables that the database has under the name of a catalog.

    Pointers move behind Spark's back, so that nothing of them is remembered.
    """
    settings = {
        "type": "jdbc",
        "warehouse": warehouse(home, config),
        "cache-enabled": "false",
        **_database(config),
    }
    for key, value in settings.items():
        session.conf.set(f"spark.sql.catalog.{name}.{key}", value)
    session.conf.set(f"spark.sql.catalog.{name}", _CATALOG)


def warehouse(home: Home, config: Config) -> str:
    """Name the place of Iceberg's files in full."""
    place = config.iceberg.warehouse
    return place if "://" in place else f"file://{(home.root / place).resolve()}"


def _database(config: Config) -> dict[str, str]:
    """Say where the database is as Java's driver spells it; a password comes from outside.

    Raises:
        Unavailable: it is named by a socket, which Java cannot open.
    """
    from psycopg.conninfo import conninfo_to_dict

    words = {name: str(value) for name, value in conninfo_to_dict(config.iceberg.catalog).items()}
    host = words.get("hostaddr") or words.get("host") or os.environ.get("PGHOST", "127.0.0.1")
    if host.startswith("/"):
        raise Unavailable(f"iceberg.catalog must name a host that Java can reach, got {host}")
    port = words.get("port") or os.environ.get("PGPORT", "5432")
    name = words.get("dbname") or os.environ.get("PGDATABASE", "")
    words.setdefault("user", os.environ.get("PGUSER", ""))
    shared = {f"jdbc.{each}": words[each] for each in ("user", *_SAME) if words.get(each)}
    if password := os.environ.get("PGPASSWORD"):
        shared["jdbc.password"] = password
    return {"uri": f"jdbc:postgresql://{host}:{port}/{name}", **shared}
