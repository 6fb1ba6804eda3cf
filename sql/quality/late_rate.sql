-- late_rate: events that came when later days had come before, as a share of the day's
-- severity: warn
-- threshold: max_late_rate
--
-- Late is by the events themselves, and not by the clock: a batch that came before reached a day
-- or more beyond the event. So a history that is loaded in its order is not late.

with reached as (

    select
        batch_id,
        max(last_event_at) over (
            order by received_at asc nulls last, batch_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from batches
    where state = 'loaded'

),

found as (

    select
        {{ date_of('stg_events.event_at') }} as day,
        stg_events.batch_id as slice,
        stg_events.event_id,
        stg_events.batch_id,
        stg_events.line_number,
        coalesce(
            {{ us_of('reached.reached_at') }} - {{ us_of('stg_events.event_at') }} < 86400000000,
            true
        ) as is_kept
    from stg_events
    left join reached on stg_events.batch_id = reached.batch_id
    where not stg_events.is_duplicate

),

days as (

    select
        day,
        {{ rate('count(*) filter (where not is_kept)', 'count(*)') }} as value,
        {{ quality.max_late_rate }} as threshold,
        count(*) filter (where not is_kept) as rows,
        {{ rate('count(*) filter (where not is_kept)', 'count(*)') }}
        <= {{ quality.max_late_rate }} as is_kept
    from found
    group by day

)

select * from days
