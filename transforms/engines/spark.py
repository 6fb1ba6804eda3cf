"""Spark, started for the models: ANSI, in UTC, with timestamps that have no zone."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from transforms.config import Config
from transforms.engines.extra import check_spark
from transforms.errors import ConfigError

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import SparkSession

#: Without these, the same text means something else: a cast that fails gives nothing, say.
NEEDED = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}
#: What `spark.options` may say otherwise: no pages, nothing that leaves this machine.
_USUAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.catalogImplementation": "in-memory",
}
_LOG = """\
rootLogger.level = error
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c: %m%n%ex
"""


@contextmanager
def spark_session(
    scratch: Path, config: Config, more: Mapping[str, str] | None = None
) -> Iterator["SparkSession"]:
    """Hold a Spark as the settings `spark` say, which writes below `scratch`; stop it in the end.

    Without a master it is of this process, with `warehouse.threads` tasks at once. `more` are
    settings that a caller needs beside those that every session has.

    Raises:
        ConfigError: PySpark or Java is missing, or the session is not as the models need it.
    """
    check_spark()
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.WARNING)
    own = {**config.spark.options, **(more or {})}
    settings = {**_USUAL, **_size(config), **own, **NEEDED, **_places(scratch)}
    builder = SparkSession.builder.appName("lakehouse")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        check_session(session)
        yield session
    finally:
        session.stop()


def check_session(session: "SparkSession") -> None:
    """See to it that a session reads the models as DuckDB does.

    Raises:
        ConfigError: a setting is another one.
    """
    for name, wanted in NEEDED.items():
        found = session.conf.get(name)
        if str(found).lower() != wanted.lower():
            raise ConfigError(f"{name} must be {wanted}, got {found}")


def _size(config: Config) -> dict[str, str]:
    """Say where Spark runs and with how much; on one machine a shuffle has a part for each core."""
    sized = {f"spark.{name}.memory": config.spark.memory for name in ("driver", "executor")}
    if config.spark.master:
        return {"spark.master": config.spark.master, **sized}
    cores = config.warehouse.threads or os.cpu_count() or 1
    return {
        "spark.master": f"local[{cores}]",
        "spark.sql.shuffle.partitions": str(cores),
        **sized,
    }


def _places(scratch: Path) -> dict[str, str]:
    """Say where Spark keeps what it writes, and let it tell of errors alone."""
    log, temporary = scratch / "log4j2.properties", scratch / "java"
    log.write_text(_LOG, encoding="utf-8")
    temporary.mkdir()
    return {
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.local.dir": str(scratch / "local"),
        "spark.driver.extraJavaOptions": (
            f'-Djava.io.tmpdir="{temporary}" -Dlog4j2.configurationFile="{log}"'
        ),
    }
