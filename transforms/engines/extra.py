"""The extra `spark`: PySpark, which brings Spark, and the Java on which it runs."""

import os
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version

from transforms.errors import ConfigError

#: What runs the models.
ENGINES = ("duckdb", "spark")
#: Spark 3.5 runs on Java 8, 11 and 17; what it was proven on is the last.
JAVA = 17
PYSPARK = "3.5"
_TIMEOUT_SECONDS = 30


def check_spark() -> None:
    """See to it that Spark can be started.

    Raises:
        ConfigError: PySpark is not installed or is another one, or no fitting Java is found.
    """
    found = pyspark_version()
    if not found.startswith(f"{PYSPARK}."):
        raise ConfigError(
            f"the engine spark needs the extra `spark` (pip install '.[spark]'), PySpark {PYSPARK},"
            f" got {found or 'none'}"
        )
    if (java := java_version()) != JAVA:
        raise ConfigError(
            f"the engine spark needs Java {JAVA} (apt-get install openjdk-{JAVA}-jre-headless),"
            f" got {java or 'none'}"
        )


def pyspark_version() -> str:
    """Tell which PySpark is installed; nothing without one."""
    try:
        return version("pyspark")
    except PackageNotFoundError:
        return ""


def java_version() -> int:
    """Tell the first number of the Java that Spark would start; 0 without one."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=f"{home}/bin" if home else None)
    if program is None:
        return 0
    asked = subprocess.run(  # noqa: S603 - the Java of this machine
        [program, "-version"], capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False
    )
    found = re.search(r'version "(?:1\.)?(\d+)', asked.stderr)
    return int(found[1]) if found else 0
