-- vw_metrics: the team's metrics, period by period, each beside the period before.
-- kind: view
-- grain: one row per metric, period and segment
-- key: metric, period_start, segment
-- inputs: dim_dates, watermark
-- owner: growth
-- not null: is_complete
-- columns:
--   metric: the metric, a file of sql/metrics/
--   period_start: the first day of the metric's day, week (from Monday) or month
--   segment: `all`, or the part of it that the metric tells apart
--   value: the value, in the metric's unit: a count, money in the reporting currency, a share of 0 to 1
--   previous_value: the value of the period before; empty where the lake has but a part of that period
--   change: `value` less `previous_value`, in the metric's unit
--   out_of: of how many persons, sessions or other things the value is a share, count; empty of what is
--     no such share
--   is_complete
--
-- Each metric is defined once, in its file ([metrics.md](metrics.md)). A count or an amount is 0 in a
-- period without anything to count, and runs in the period that is not over; a rate, a ratio or an
-- average is empty in both. Each view is read once, for all of its metrics.

with {% for view in views_of(team) -%}
{{ view }}_rows as (

    select *
    from {{ view }}

),

{% endfor -%}
measured as (
    {% for metric in metrics(team) %}
    select
        '{{ metric.name }}' as metric,
        '{{ metric.period }}' as period,
        {{ 'true' if metric.is_sum else 'false' }} as is_sum,
        period_start,
        segment,
        cast(value as decimal(24, 6)) as value,
        cast({{ 'out_of' if metric.counts_things else 'null' }} as bigint) as out_of
    from (

        {{ metric.sql | indent(8) }} -- noqa: PRS

    ) as {{ metric.name }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

calendar as (
    {% for period in ['day', 'week', 'month'] %}
    select distinct
        '{{ period }}' as period,
        {{ start_of(period, 'date_day') }} as period_start
    from dim_dates
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

series as (

    select distinct
        metric,
        period,
        is_sum,
        segment
    from measured

),

wanted as (

    select
        series.metric,
        series.period,
        series.is_sum,
        series.segment,
        calendar.period_start
    from series
    inner join calendar on series.period = calendar.period

),

periods as (

    select
        coalesce(measured.metric, wanted.metric) as metric,
        coalesce(measured.period, wanted.period) as period,
        coalesce(measured.is_sum, wanted.is_sum) as is_sum,
        coalesce(measured.period_start, wanted.period_start) as period_start,
        coalesce(measured.segment, wanted.segment) as segment,
        case when measured.metric is null and wanted.is_sum then 0 else measured.value end
            as value,
        measured.out_of
    from wanted
    full outer join measured
        on
            wanted.metric = measured.metric
            and wanted.segment = measured.segment
            and wanted.period_start = measured.period_start

),

periods_with_end as (

    select
        *,
        case period
            when 'day' then {{ add_days('period_start', 1) }}
            when 'week' then {{ add_days('period_start', 7) }}
            else {{ start_of('month', add_days('period_start', 31)) }}
        end as next_start
    from periods

),

first_date as (

    select min(date_day) as first_date
    from dim_dates

),

shown as (

    select
        periods_with_end.metric,
        periods_with_end.period_start,
        periods_with_end.segment,
        periods_with_end.next_start,
        case
            when periods_with_end.is_sum or periods_with_end.next_start <= watermark.event_date
                then periods_with_end.value
        end as value,
        case
            when periods_with_end.next_start <= watermark.event_date then periods_with_end.out_of
        end as out_of,
        periods_with_end.period_start >= first_date.first_date as is_from_its_first_day,
        periods_with_end.next_start <= watermark.event_date as is_complete
    from periods_with_end
    cross join first_date
    cross join watermark

),

shown_with_previous as (

    select
        *,
        lag(case when is_from_its_first_day then value end) over (
            partition by metric, segment order by period_start asc nulls last
        ) as value_before,
        lag(next_start) over (
            partition by metric, segment order by period_start asc nulls last
        ) as start_before
    from shown

),

compared as (

    select
        *,
        case when start_before = period_start then value_before end as previous_value
    from shown_with_previous

)

select
    metric,
    period_start,
    segment,
    value,
    previous_value,
    cast(value - previous_value as decimal(24, 6)) as change,
    case when value is not null then out_of end as out_of,
    is_complete
from compared
