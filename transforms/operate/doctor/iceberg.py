"""Tables on Iceberg, where the settings name their database: the extra, the driver, the server."""

from collections.abc import Iterator

from transforms.config import Config
from transforms.errors import ConfigError, Unavailable
from transforms.iceberg.extra import check_iceberg
from transforms.iceberg.status import look
from transforms.operate.doctor.findings import Finding, failed, passed, warned


def examined(config: Config) -> Iterator[Finding]:
    """Look at what Spark needs to write tables on Iceberg, and ask the database what it shows."""
    try:
        check_iceberg(config)
    except ConfigError as error:
        yield failed("iceberg", str(error), "mend it, or empty iceberg.catalog", 78)
        return
    try:
        found = look(config)
    except Unavailable as error:
        yield failed("iceberg", str(error), "start the server, or mend iceberg.catalog", 69)
        return
    if found.drafts:
        yield warned(
            "iceberg",
            f"{', '.join(found.drafts)} is ahead of the lake: a run is at work, or has died",
            "`etl.py iceberg run` begins anew",
        )
        return
    switch = found.switches[0].switch_id if found.switches else "none"
    yield passed("iceberg", f"{found.batches:,} batches, last switch {switch}")
