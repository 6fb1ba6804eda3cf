-- vw_daily_figures: the figures that are watched, published and traced, day by day.
-- kind: view
-- grain: one row per figure, day and slice
-- key: figure, day, slice
-- inputs: vw_revenue_daily, vw_sessions_daily, vw_attribution_daily, vw_field_fill_daily
-- owner: growth
-- not null: value
-- columns:
--   figure: `revenue`, `orders`, `sessions`, `conversion_rate`, `attributed_revenue` or `fill_rate`
--   day: the day of the orders, of the sessions' start, or of the events
--   slice: the part of the figure: model and channel of `attributed_revenue`, event and field of
--     `fill_rate`; empty for the whole
--   value: the figure: money in the reporting currency, a count, or a share of 0 to 1
--
-- Nothing is computed anew here: each figure is that of the view which has it. What is not there is
-- 0: a day without orders has no row.

with figures as (

    select
        'revenue' as figure,
        order_date as day,
        '' as slice,
        cast(sum(revenue) as decimal(24, 6)) as value
    from vw_revenue_daily
    group by order_date

    union all

    select
        'orders' as figure,
        order_date as day,
        '' as slice,
        cast(sum(orders) as decimal(24, 6)) as value
    from vw_revenue_daily
    group by order_date

    union all

    select
        'sessions' as figure,
        session_date as day,
        '' as slice,
        cast(sum(sessions) as decimal(24, 6)) as value
    from vw_sessions_daily
    group by session_date
    having sum(sessions) > 0

    union all

    select
        'conversion_rate' as figure,
        session_date as day,
        '' as slice,
        cast(
            {{ conversion_rate('sum(sessions_with_purchase)', 'sum(sessions)') }} as decimal(24, 6)
        ) as value
    from vw_sessions_daily
    group by session_date
    having sum(sessions) > 0

    union all

    select
        'attributed_revenue' as figure,
        order_date as day,
        concat(model, ' / ', channel) as slice,
        cast(sum(revenue) as decimal(24, 6)) as value
    from vw_attribution_daily
    group by order_date, model, channel
    having sum(revenue) > 0

    union all

    select
        'fill_rate' as figure,
        event_date as day,
        concat(event_name, '.', field) as slice,
        cast(fill_rate as decimal(24, 6)) as value
    from vw_field_fill_daily
    where filled > 0

)

select
    figure,
    day,
    slice,
    value
from figures
