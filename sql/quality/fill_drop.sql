-- fill_drop: fields that fewer than half as many events brought as in the days before
-- severity: fail
-- threshold: fill_drop_share
-- slices: event and field
--
-- Days of an event with {{ quality.fill_least_events }} events or more are judged. What is usual
-- is the median of the last 7 of them that kept this rule, 3 at least, if it is
-- {{ quality.fill_least_rate }} or more; so a fault of weeks does not become usual. The day's value
-- is the least share of what is usual.

with judged as (

    select
        event_name,
        field,
        {{ walked('event_date', 'fill_rate') }} as walk -- noqa: PRS
    from vw_field_fill_daily
    where events >= {{ quality.fill_least_events }}
    group by event_name, field

),

steps as (

    select
        event_name,
        field,
        {{ each_of('walk') }} as step
    from judged

),

found as (

    select
        step.day,
        concat(event_name, '.', field) as slice,
        step.fill_rate as value,
        case
            when step.usual >= {{ quality.fill_least_rate }}
                then {{ quality.fill_drop_share }} * step.usual
        end as least,
        step.usual,
        case
            when step.usual >= {{ quality.fill_least_rate }}
                then {{ rate('step.fill_rate', 'step.usual') }}
        end as share_of_usual,
        coalesce(
            step.usual < {{ quality.fill_least_rate }}
            or step.fill_rate >= {{ quality.fill_drop_share }} * step.usual,
            true
        ) as is_kept
    from steps

),

days as (

    select
        day,
        coalesce(min(share_of_usual), 1) as value,
        {{ quality.fill_drop_share }} as threshold,
        count(*) filter (where not is_kept) as rows,
        count(*) filter (where not is_kept) = 0 as is_kept
    from found
    group by day

)

select * from days
