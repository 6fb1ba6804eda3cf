"""Shops for models: visits written straight into Silver, as a thousand events would be slow."""

import atexit
import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from tests.lakes import build_lake
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.system.progress import Progress

FIRST = date(2024, 1, 1)
DAYS = 300
#: The day that events have reached.
END = FIRST + timedelta(days=DAYS)
SETTINGS = {
    "warehouse": {"sync_data_files": False, "threads": 1},
    "ml": {"least_rows": 50, "horizon_days": 30, "value_days": 30, "cutoffs": 2},
}


def lakehouse_of(home: Path, **settings: Any) -> Lakehouse:
    """Open a copied shop with its settings."""
    config = Config.model_validate({**SETTINGS, **settings})
    return Lakehouse(Home(home), config, Progress())


def copy_shop(home: Path, people: int = 400) -> Lakehouse:
    """Give a home a shop of some people: who puts nothing into the cart leaves soon."""
    shutil.copytree(Path(_shop(people).name), home, dirs_exist_ok=True)
    return lakehouse_of(home)


def visits(people: int = 400, seed: int = 0) -> dict[str, Any]:
    """Make up days on which people came, with whether they used the cart."""
    random = np.random.default_rng(seed)
    rows: dict[str, list[Any]] = {"visitor_id": [], "event_date": [], "cart_count": []}
    for person in range(people):
        stays = bool(person % 2)
        start = int(random.integers(0, DAYS - 20))
        life = random.exponential(400 if stays else 30)
        rate = random.gamma(3, 0.04)
        days = [start, *(start + np.flatnonzero(random.random(DAYS - start) < rate))]
        for day in sorted({int(each) for each in days if each <= start + life}):
            rows["visitor_id"].append(f"v{person:04d}")
            rows["event_date"].append(FIRST + timedelta(days=day))
            rows["cart_count"].append(int(random.random() < (0.9 if stays else 0.1)))
    return rows


@cache
def _shop(people: int) -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    lake = build_lake(Path(folder.name), [])
    atexit.register(folder.cleanup)
    lake.connection.register("visits", pa.table(visits(people)))
    lake.connection.execute(
        f"""
        create temp table days as
        select
            md5(visitor_id || event_date::varchar) as session_id, visitor_id, 'WEB' as platform_id,
            event_date, event_date as session_date, 3 as event_count, 3 as interaction_count,
            1 as view_count, cart_count, 0 as checkout_count, 0 as purchase_count,
            event_date::timestamp + interval 12 hour as first_at,
            event_date::timestamp + interval 12 hour as last_at,
            event_date::timestamp + interval 12 hour as first_interaction_at
        from visits;
        insert into lake.silver.silver_session_days by name from days;
        insert into lake.silver.silver_identity_map by name
            select visitor_id, visitor_id as user_id from days group by all;
        insert into lake.silver.silver_sessions by name
            select session_id, visitor_id, platform_id, session_date, 'Direct' as channel,
                first_at as session_start_at, last_at as session_end_at, 3 as event_count,
                3 as interaction_count, false as has_purchase, 0 as order_count
            from days;
        insert into lake.silver.silver_sighting_days by name
            select 'platform' as kind, 'WEB' as code, date '{END}' as event_date, 1 as event_count;
        """
    )
    lake.close()
    return folder
