-- null_client_rate: events that name neither a device nor a person, as a share of the day's
-- severity: fail
-- threshold: max_null_client_rate

with found as (

    select
        {{ date_of('event_at') }} as day,
        event_name as slice,
        event_id,
        batch_id,
        line_number,
        visitor_id is not null as is_kept
    from stg_events
    where
        not is_duplicate
        and event_name not in ('refund', 'marketing_cost')
        and event_id not in (
            select silver_superseded_events.event_id from silver_superseded_events
        )

),

days as (

    select
        day,
        {{ rate('count(*) filter (where not is_kept)', 'count(*)') }} as value,
        {{ quality.max_null_client_rate }} as threshold,
        count(*) filter (where not is_kept) as rows,
        {{ rate('count(*) filter (where not is_kept)', 'count(*)') }}
        <= {{ quality.max_null_client_rate }} as is_kept
    from found
    group by day

)

select * from days
