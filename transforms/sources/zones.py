"""Times without a zone: what a clock on the wall showed, in microseconds since 1970.

The rules of zones are DuckDB's, which come with it and not with the machine, so that a replay
elsewhere reads the same. An hour that clocks show twice is the first one's.
"""

from datetime import datetime, timedelta
from functools import cache, lru_cache

_EPOCH = datetime(1970, 1, 1)
_US = timedelta(microseconds=1)
_STEPS = 96
_STEP_US = 86_400_000_000 // _STEPS


def microseconds(moment: datetime, zone: str) -> int:
    """Tell the moment of a time of the wall in a zone, in microseconds since 1970."""
    us = (moment - _EPOCH) // _US
    if zone == "UTC":
        return us
    day, within = divmod(us, 86_400_000_000)
    return us - _offsets(zone, day)[within // _STEP_US]


@lru_cache(maxsize=20_000)
def _offsets(zone: str, day: int) -> list[int]:
    """Tell how far a zone's clocks are ahead of UTC, for each quarter of an hour of a day."""
    rows = _connection(zone).execute(
        """
        select epoch_us(wall) - epoch_us(wall at time zone ?)
        from (
            select make_timestamp((? * 96 + quarter) * 900000000) as wall, quarter
            from range(96) as quarters (quarter)
        )
        order by quarter
        """,
        [zone, day],
    )
    return [offset for (offset,) in rows.fetchall()]


@cache
def _connection(_zone: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - DuckDB's own
    import duckdb  # only sources with a zone of their own wait for it

    return duckdb.connect()
