-- duplicate_rate: lines that repeat an event which was known, as a share of the day's
-- severity: fail
-- threshold: max_duplicate_rate

with found as (

    select
        {{ date_of('event_at') }} as day,
        batch_id as slice,
        event_id,
        batch_id,
        line_number,
        not is_duplicate as is_kept
    from stg_events

),

days as (

    select
        day,
        {{ rate('count(*) filter (where not is_kept)', 'count(*)') }} as value,
        {{ quality.max_duplicate_rate }} as threshold,
        count(*) filter (where not is_kept) as rows,
        {{ rate('count(*) filter (where not is_kept)', 'count(*)') }}
        <= {{ quality.max_duplicate_rate }} as is_kept
    from found
    group by day

)

select * from days
