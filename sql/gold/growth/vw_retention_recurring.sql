-- vw_retention_recurring: of those who are active in a day, week or month, new or not, how many are active later.
-- kind: view
-- grain: one row per period, mode, first period, segment and number of periods later
-- key: period, mode, period_start, segment, periods_later
-- inputs: silver_session_days, silver_identity_map, dim_users, dim_dates, watermark
-- owner: growth
-- not null: active_users, users, is_complete
-- one of: period (day | week | month), mode (on | on_or_after)
-- columns:
--   period
--   mode: `on`: active in the period that lies so many later; `on_or_after`: in it or in any after it
--   period_start
--   segment
--   periods_later: how many periods later, a number from 0 to 30
--   active_users: persons with an interaction in the first period, each once, count
--   users: of these, persons who are active then, count
--   retention_rate: `users` ÷ `active_users`, 0 to 1; empty until the later period is over
--   is_complete: the later period's last day is over
--
-- Name period and mode in WHERE. A person counts in every period in which they are active; in
-- `vw_retention` they are in one cohort, of their first.

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

segments as (

    {{ segments_of('people') | indent }}

),

last_days as (

    select
        user_id,
        active_on as last_on
    from days_in_order
    where next_on is null

),
{% for period in ['day', 'week', 'month'] %}
{{ period }}_persons as (

    select
        active_days.user_id,
        active_days.segment,
        {{ start_of(period, 'active_days.active_on') }} as period_start,
        {{ start_of(period, 'last_days.last_on') }} as last_start
    from active_days
    inner join last_days on active_days.user_id = last_days.user_id
    where
        active_days.previous_on is null
        or {{ start_of(period, 'active_days.previous_on') }}
        < {{ start_of(period, 'active_days.active_on') }}

),

{{ period }}_pairs as (

    select
        firsts.segment,
        firsts.period_start,
        {{ periods_between(period, 'firsts.period_start', 'laters.period_start') }}
            as periods_later,
        count(*) as users,
        0 as last_seen_users
    from {{ period }}_persons as firsts
    inner join {{ period }}_persons as laters
        on
            firsts.user_id = laters.user_id
            and {{ periods_between(period, 'firsts.period_start', 'laters.period_start') }}
            between 0 and 30
    group by
        firsts.segment,
        firsts.period_start,
        {{ periods_between(period, 'firsts.period_start', 'laters.period_start') }}

    union all

    select
        segment,
        period_start,
        least({{ periods_between(period, 'period_start', 'last_start') }}, 31) as periods_later,
        0 as users,
        count(*) as last_seen_users
    from {{ period }}_persons
    group by
        segment,
        period_start,
        least({{ periods_between(period, 'period_start', 'last_start') }}, 31)

),

{{ period }}_counts as (

    {{ with_all(
        period ~ '_pairs', ['period_start', 'periods_later'], ['users', 'last_seen_users']
    ) | indent }}

),

{{ period }}_sums as (

    select
        segment,
        period_start,
        periods_later,
        sum(users) as users,
        sum(last_seen_users) as last_seen_users
    from {{ period }}_counts
    group by segment, period_start, periods_later

),

{{ period }}s as (

    {{ periods_of(period) | indent }}

),

{{ period }}_cells as (

    select
        firsts.period_start,
        segments.segment,
        laters.period_number - firsts.period_number as periods_later,
        coalesce({{ period }}_sums.users, 0) as users,
        coalesce({{ period }}_sums.last_seen_users, 0) as last_seen_users,
        laters.is_complete
    from {{ period }}s as firsts
    inner join {{ period }}s as laters
        on
            firsts.period_number <= laters.period_number
            and firsts.period_number + 30 >= laters.period_number
    cross join segments
    left join {{ period }}_sums
        on
            firsts.period_start = {{ period }}_sums.period_start
            and segments.segment = {{ period }}_sums.segment
            and laters.period_number - firsts.period_number = {{ period }}_sums.periods_later

),

{{ period }}_rows as (

    select
        *,
        sum(case when periods_later = 0 then users else 0 end) over (
            partition by period_start, segment
        ) as active_users,
        sum(last_seen_users) over (
            partition by period_start, segment order by periods_later asc nulls last
            rows between unbounded preceding and current row
        ) - last_seen_users as lost_users
    from {{ period }}_cells

),
{% endfor %}
cells as (
{% for period in ['day', 'week', 'month'] %}
    {%- for mode, users in [('on', 'users'), ('on_or_after', 'active_users - lost_users')] %}
    select
        '{{ period }}' as period,
        '{{ mode }}' as mode,
        period_start,
        segment,
        periods_later,
        active_users,
        {{ users }} as users,
        is_complete
    from {{ period }}_rows
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
)

select
    period,
    mode,
    period_start,
    segment,
    cast(periods_later as bigint) as periods_later,
    cast(active_users as bigint) as active_users,
    cast(users as bigint) as users,
    case when is_complete then {{ rate('users', 'active_users') }} end as retention_rate,
    is_complete
from cells
