-- vw_active_users_daily: how many people are active on each day, in its 7 and in its 28 days, and how often they come.
-- kind: view
-- grain: one row per day of the lake and segment
-- key: day, segment
-- inputs: silver_session_days, silver_identity_map, dim_users, dim_dates, watermark
-- owner: growth
-- not null: dau, is_complete, is_first_period
-- columns:
--   day: the day
--   segment
--   dau: persons with an interaction on the day, count
--   wau: persons with one on any of the 7 days that end with it, count; empty before the lake's
--     seventh day
--   mau: persons with one on any of the 28 days that end with it, count; empty before the lake's
--     28th day
--   mean_dau: mean `dau` of these 28 days, a count with 4 places
--   stickiness: `mean_dau` ÷ `mau`, 0 to 1: the share of 28 days on which who came at all was active;
--     empty until the day is over
--   is_complete
--   is_first_period: the lake's first day
--
-- Whole weeks are looked at, so that weekdays do not show. Stickiness times 28 is the mean number of
-- days on which the persons of `mau` were active.
--
-- A person counts in a window from an active day until the window has passed the last one: who comes
-- again before that goes out only then.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with days_in_order as (

    {{ days_in_order() | indent }}

),

first_days as (

    select
        user_id,
        first_on
    from days_in_order
    where previous_on is null

),

people as (

    {{ people_of('first_days') | indent }}

),

active_days as (

    {{ days_with_segment('days_in_order', 'people') | indent }}

),

moves as (

    select
        segment,
        active_on,
        count(*) filter (where previous_on is null or previous_on < active_on) as dau,
        {%- for window in [7, 28] %}
        count(*) filter (
            where
                previous_on is null
                or {{ days_between('previous_on', 'active_on') }} >= {{ window }}
        ) as in_{{ window }},
        count(*) filter (
            where next_on is null or {{ days_between('active_on', 'next_on') }} >= {{ window }}
        ) as out_{{ window }}{% if not loop.last %},{% endif %}
        {%- endfor %}
    from active_days
    group by segment, active_on

),

all_moves as (

    {{ with_all('moves', ['active_on'], ['dau', 'in_7', 'out_7', 'in_28', 'out_28']) | indent }}

),

segments as (

    {{ segments_of('people') | indent }}

),

days as (

    {{ periods_of('day') | indent }}

),

day_moves as (

    select
        days.period_start as day,
        days.period_number,
        days.is_complete,
        days.is_first_period,
        segments.segment,
        coalesce(moves_in.dau, 0) as dau,
        coalesce(moves_in.in_7, 0) - coalesce(moves_out_7.out_7, 0) as change_7,
        coalesce(moves_in.in_28, 0) - coalesce(moves_out_28.out_28, 0) as change_28
    from days
    cross join segments
    left join all_moves as moves_in
        on days.period_start = moves_in.active_on and segments.segment = moves_in.segment
    left join all_moves as moves_out_7
        on
            {{ add_days('days.period_start', -7) }} = moves_out_7.active_on
            and segments.segment = moves_out_7.segment
    left join all_moves as moves_out_28
        on
            {{ add_days('days.period_start', -28) }} = moves_out_28.active_on
            and segments.segment = moves_out_28.segment

),

rolling as (

    select
        *,
        {%- for window in [7, 28] %}
        case
            when period_number >= {{ window - 1 }} then sum(change_{{ window }}) over (
                partition by segment order by day asc nulls last
                rows between unbounded preceding and current row
            )
        end as active_{{ window }},
        {%- endfor %}
        case
            when period_number >= 27 then sum(dau) over (
                partition by segment order by day asc nulls last
                rows between 27 preceding and current row
            )
        end as active_days_28
    from day_moves

)

select
    day,
    segment,
    cast(dau as bigint) as dau,
    cast(active_7 as bigint) as wau,
    cast(active_28 as bigint) as mau,
    cast(cast(active_days_28 as decimal(28, 4)) / 28 as decimal(18, 4)) as mean_dau,
    case when is_complete then {{ rate('active_days_28', '(28 * active_28)') }} end as stickiness,
    is_complete,
    is_first_period
from rolling
