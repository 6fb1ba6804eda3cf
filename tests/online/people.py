"""A lake of many people, each with a visit."""

from datetime import timedelta
from pathlib import Path

from tests.lakes import build_lake
from tests.ml.shops import END


def many_people(home: Path, count: int, channel: str = "Direct") -> None:
    """Make a lake in which so many people were seen, on the forty days before the end."""
    lake = build_lake(home, [])
    first = END - timedelta(days=40)
    lake.connection.execute(
        f"""
        create temp table days as
        select
            md5(n::varchar) as session_id, 'person' || n as visitor_id, 'WEB' as platform_id,
            date '{first}' + (n % 40)::int as event_date, event_date as session_date,
            1 + n % 9 as event_count, 3 as interaction_count, 1 as view_count, 0 as cart_count,
            0 as checkout_count, 0 as purchase_count,
            event_date::timestamp + interval 12 hour as first_at, first_at as last_at,
            first_at as first_interaction_at
        from range({count}) as numbers (n);
        insert into lake.silver.silver_session_days by name from days;
        insert into lake.silver.silver_identity_map by name
            select visitor_id, visitor_id as user_id from days;
        insert into lake.silver.silver_sessions by name
            select session_id, visitor_id, platform_id, session_date, '{channel}' as channel,
                first_at as session_start_at, last_at as session_end_at, 3 as event_count,
                3 as interaction_count, false as has_purchase, 0 as order_count
            from days;
        insert into lake.silver.silver_purchase_events by name
            select
                md5('p' || n) as event_id, 'purchase' as event_name, 't' || n as order_key,
                'person' || n as visitor_id, date '{first}' as event_date,
                date '{first}'::timestamp as event_at, n * 0.01 as value, 1 as item_count
            from range(0, {count}, 3) as numbers (n);
        insert into lake.silver.silver_sighting_days by name
            select 'platform' as kind, 'WEB' as code, date '{END}' as event_date, 1 as event_count;
        """
    )
    lake.close()
