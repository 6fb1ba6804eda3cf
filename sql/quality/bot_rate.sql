-- bot_rate: events of a day of a visitor that has more than a person's, as a share of the day's
-- severity: warn
-- threshold: max_bot_rate
--
-- Judged where `sessions.max_daily_events` says how many a person has; these events make no session.

with found as (

    select
        {{ date_of('stg_events.event_at') }} as day,
        stg_events.visitor_id as slice,
        stg_events.event_id,
        stg_events.batch_id,
        stg_events.line_number,
        silver_bot_days.visitor_id is null as is_kept
    from stg_events
    left join silver_bot_days
        on
            stg_events.visitor_id = silver_bot_days.visitor_id
            and {{ date_of('stg_events.event_at') }} = silver_bot_days.event_date
    where
        {{ 'true' if sessions.max_daily_events else 'false' }}
        and not stg_events.is_duplicate
        and {{ is_visit('stg_events.event_name') }}
        and stg_events.event_id not in (
            select silver_superseded_events.event_id from silver_superseded_events
        )

),

days as (

    select
        day,
        {{ rate('count(*) filter (where not is_kept)', 'count(*)') }} as value,
        {{ quality.max_bot_rate }} as threshold,
        count(*) filter (where not is_kept) as rows,
        {{ rate('count(*) filter (where not is_kept)', 'count(*)') }}
        <= {{ quality.max_bot_rate }} as is_kept
    from found
    group by day

)

select * from days
