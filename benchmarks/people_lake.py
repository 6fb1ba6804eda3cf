"""A lake of made-up people for `benchmarks.views`: rows of Silver, without the events' long way.

    python -m benchmarks.people_lake --home DIR [--events NUMBER]

Sessions of eight events over a year, every third visitor with a login, three of four persons with
a segment, an order in every 25th session. Only what the views of people read is filled.
"""

import argparse
import sys
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))

from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import atomic, open_lake
from transforms.models.schema import prepare

_DAYS, _PER_SESSION = 365, 8
_NAMED = "case when v % 3 = 0 and n % 2 = 0 then 'user_' || (v // 2) end as user_id"
_SESSIONS = """
    create temp table sessions as
    select *, substr(md5('v' || v), 1, 24) || '.web' as visitor_id
    from (
        select
            n,
            cast(floor(power(random(), 2) * {visitors}) as bigint) as v,
            timestamp '2024-01-01' + floor(random() * {days})::int * interval 1 day
            + floor(random() * 82800)::bigint * interval 1 second as begun_at
        from range({sessions}) as numbers (n)
    )
"""
_TABLES = {
    "silver_identity_map": """
        select
            visitor_id,
            case when v % 3 = 0 then 'user_' || (v // 2) else visitor_id end as user_id,
            min(begun_at) as first_seen_at,
            max(begun_at) as last_seen_at
        from sessions
        group by visitor_id, v
    """,
    "silver_session_days": f"""
        select
            md5(n::varchar) as session_id, visitor_id, {_NAMED}, 'WEB' as platform_id,
            begun_at::date as event_date, begun_at::date as session_date, 8 as event_count,
            if(n % 10 = 0, 0, 8) as interaction_count, 1 as view_count, 0 as cart_count,
            0 as checkout_count, 0 as purchase_count, begun_at as first_at,
            begun_at + interval 7 minute as last_at,
            if(n % 10 = 0, null, begun_at) as first_interaction_at
        from sessions
        order by session_date
    """,
    "fct_events": f"""
        select
            md5(n || '-' || k) as event_id, visitor_id, {_NAMED}, 'WEB' as platform_id,
            ['page_view', 'view_item_list', 'select_item', 'view_item', 'view_item',
             'add_to_cart', 'begin_checkout', 'scroll']
            [1 + if(k in (5, 6) and n % 5 > 0, 3, k)] as event_name,
            begun_at + k * interval 1 minute as event_at, begun_at::date as event_date,
            0 as item_count, 0 as items_value, false as has_installments, 'made' as batch_id,
            n * 8 + k as line_number
        from sessions, range(8) as steps (k)
        order by event_date
    """,
    "fct_orders": f"""
        select
            'o' || n as order_id, 'o' || n as order_key, 'o' || n as transaction_id,
            md5(n || '-1') as event_id, visitor_id, {_NAMED}, 'WEB' as platform_id,
            10 + n % 90 as revenue, 10 + n % 90 as revenue_original, 0 as discount_value,
            1 as item_count, 1 as purchase_event_count, false as has_installments,
            false as is_inferred, false as is_id_collision, false as is_refunded,
            0 as refunded_value, begun_at + interval 7 minute as ordered_at,
            begun_at::date as order_date
        from sessions
        where n % 25 = 0
    """,
    "dim_users": """
        select
            user_id, min(first_seen_at)::date as first_seen_date, false as has_used_installments,
            [null, 'shops', 'people', 'schools'][1 + (hash(user_id) % 4)::int] as segment,
            min(first_seen_at)::date as valid_from, true as is_current
        from lake.silver.silver_identity_map
        group by user_id
    """,
    "silver_sighting_days": """
        select distinct
            'platform' as kind, 'WEB' as code, begun_at::date as event_date, 1 as event_count
        from sessions
    """,
}


def fill(lake: duckdb.DuckDBPyConnection, events: int) -> None:
    """Make the rows of so many events, the same ones each time."""
    sessions = events // _PER_SESSION
    lake.execute("select setseed(0.5)")
    lake.execute(_SESSIONS.format(sessions=sessions, visitors=sessions // 3, days=_DAYS))
    with atomic(lake):
        for table, rows in _TABLES.items():
            lake.execute(f"insert into lake.silver.{table} by name {rows}")


def main() -> None:
    """Make a lake in a new home."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--events", type=int, default=10_000_000)
    chosen = options.parse_args()
    with open_lake(Home(chosen.home), Config()) as lake:
        prepare(lake, Config())
        fill(lake, chosen.events)
    sys.stdout.write(f"{chosen.home}: {chosen.events:,} events of made-up people\n")


if __name__ == "__main__":
    main()
