"""The accepted events of a lake, as the oracle takes them."""

from datetime import timedelta
from typing import Any

from tests.lakes import Lake
from tests.oracle.events import EPOCH

Row = dict[str, Any]


def staged_events(lake: Lake) -> list[Row]:
    """Read every accepted event of the lake, but not its duplicates."""
    rows = lake.query("select * from lake.staging.stg_events where not is_duplicate")
    return [
        row | {"event_us": (row["event_at"] - EPOCH) // timedelta(microseconds=1)} for row in rows
    ]
