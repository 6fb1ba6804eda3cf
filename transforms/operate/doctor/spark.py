"""The engine spark: Java, PySpark, and whether a session reads the models as DuckDB does."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from transforms.config import Config
from transforms.engines.extra import JAVA, PYSPARK, java_version, pyspark_version
from transforms.engines.spark import spark_session
from transforms.errors import ConfigError
from transforms.operate.doctor.findings import Finding, failed, passed


def examined(config: Config) -> Iterator[Finding]:
    """Look at Java and PySpark; where both are there, start a session and ask what it is set to."""
    java, pyspark = java_version(), pyspark_version()
    yield (
        passed("java", str(java))
        if java == JAVA
        else failed(
            "java",
            f"{java or 'none'}, where Spark needs {JAVA}",
            f"apt-get install openjdk-{JAVA}-jre-headless, or name it by JAVA_HOME",
            78,
        )
    )
    fits = pyspark.startswith(f"{PYSPARK}.")
    yield (
        passed("pyspark", pyspark)
        if fits
        else failed("pyspark", f"{pyspark or 'none'}, not {PYSPARK}", "pip install '.[spark]'", 78)
    )
    if java == JAVA and fits:
        yield _session(config)


def _session(config: Config) -> Finding:
    try:
        with TemporaryDirectory() as folder, spark_session(Path(folder), config):
            pass  # it looks at itself
    except ConfigError as error:
        return failed("spark", str(error), "mend Spark's settings of this machine", 78)
    return passed(
        "spark", f"{config.spark.master or 'local'}: ANSI, in UTC, timestamps without a zone"
    )
