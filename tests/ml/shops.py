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

from tests.lakes import Lake, build_lake
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
    atexit.register(folder.cleanup)
    lake = build_lake(Path(folder.name), [])
    lake.connection.register("visits", pa.table(visits(people)))
    fill(lake, "select *, 0 as purchase_count from visits")
    lake.close()
    return folder


#: Every second person stays; of who puts something into the cart, some buy, each by their taste.
MANY = """
    with people as (
        select
            p, p % 2 = 1 as stays, hash(p, 'start') % 280 as start,
            if(p % 2 = 1, 250, 20) + hash(p, 'life') % 60 as life,
            0.04 + (hash(p, 'rate') % 100) / 1000 as rate
        from range({people}) as numbers (p)
    ),
    days as (
        select *, hash(p, d, 'cart') % 100 < if(stays, 90, 10) as has_cart
        from people, range(300) as days (d)
        where d between start and start + life
        and (d = start or (hash(p, d) % 10000) / 10000 < rate)
    )
    select
        printf('v%06d', p) as visitor_id, date '{first}' + d::integer as event_date,
        has_cart::integer as cart_count,
        (has_cart and hash(p, d, 'buys') % 100 < hash(p, 'taste') % 60)::integer as purchase_count
    from days
"""


def make_big_shop(home: Path, people: int) -> None:
    """Make a lake of so many people, half of whom stay."""
    lake = build_lake(home, [])
    fill(lake, MANY.format(people=people, first=FIRST))
    lake.close()


def fill(lake: Lake, visits: str) -> None:
    """Write visits into Silver: visitor, day, whether the cart was used, how often was bought."""
    lake.connection.execute(
        f"""
        create temp table days as
        select
            md5(visitor_id || event_date::varchar) as session_id, visitor_id, 'WEB' as platform_id,
            event_date, event_date as session_date, 3 as event_count, 3 as interaction_count,
            1 as view_count, cart_count, 0 as checkout_count, purchase_count,
            event_date::timestamp + interval 12 hour as first_at,
            event_date::timestamp + interval 12 hour as last_at,
            event_date::timestamp + interval 12 hour as first_interaction_at
        from ({visits}) order by visitor_id, event_date;
        insert into lake.silver.silver_session_days by name from days;
        insert into lake.silver.silver_identity_map by name
            select visitor_id, visitor_id as user_id from days group by all order by all;
        insert into lake.silver.silver_sessions by name
            select session_id, visitor_id, platform_id, session_date, 'Direct' as channel,
                first_at as session_start_at, last_at as session_end_at, 3 as event_count,
                3 as interaction_count, false as has_purchase, purchase_count as order_count
            from days;
        insert into lake.silver.silver_purchase_events by name
            select session_id as event_id, session_id as order_key, 'purchase' as event_name,
                visitor_id, platform_id, first_at as event_at, event_date, 'USD' as currency,
                5 + hash(visitor_id) % 50 + hash(session_id) % 10 as value, 0 as item_count
            from days where purchase_count > 0;
        insert into lake.silver.fct_orders by name
            select session_id as order_id, session_id as order_key, session_id as event_id,
                visitor_id, platform_id, session_id, 'USD' as currency,
                5 + hash(visitor_id) % 50 + hash(session_id) % 10 as revenue,
                first_at as ordered_at, event_date as order_date, 0 as refunded_value
            from days where purchase_count > 0;
        insert into lake.silver.silver_sighting_days by name
            select 'platform' as kind, 'WEB' as code, 1 as event_count,
                unnest([date '{FIRST}', date '{END}']) as event_date;
        drop table days;
        """
    )
