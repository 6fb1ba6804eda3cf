-- refused_rate: lines that were refused, as a share of the lines of the day's batches
-- severity: fail
-- threshold: max_refused_rate

with found as (

    select
        {{ date_of('coalesce(last_event_at, received_at)') }} as day,
        batch_id as slice,
        batch_id,
        lines,
        dead_lettered,
        dead_lettered = 0 as is_kept
    from batches
    where state = 'loaded' and lines > 0

),

days as (

    select
        day,
        {{ rate('sum(dead_lettered)', 'sum(lines)') }} as value,
        {{ quality.max_refused_rate }} as threshold,
        sum(dead_lettered) as rows,
        {{ rate('sum(dead_lettered)', 'sum(lines)') }}
        <= {{ quality.max_refused_rate }} as is_kept
    from found
    group by day

)

select * from days
