-- vw_retention: of those who were first active in a day, week or month, how many are active later.
-- kind: view
-- grain: one row per period, mode, cohort, segment and number of periods later, as far as the lake goes
-- key: period, mode, cohort_start, segment, periods_later
-- inputs: silver_session_days, silver_identity_map, dim_users, dim_dates, watermark
-- owner: growth
-- not null: cohort_users, users, is_complete, is_first_period
-- one of: period (day | week | month), mode (on | on_or_after | bracket)
-- columns:
--   period: the cohort is a `day`, a `week` (from Monday) or a `month`
--   mode: `on`: active in the period that lies so many later; `on_or_after`: in it or in any after
--     it; `bracket`: on any day of a bracket of days after the person's first (`growth.brackets`)
--   cohort_start: the first day of the cohort: those who were active in it for the first time
--   segment
--   periods_later: how many periods later, a number from 0; of days, up to 90; of a bracket, its
--     number from 1
--   days_later: the days of a bracket, as `1-7`: first and last, counted from the person's first
--     day; empty for the other modes
--   cohort_users: persons of the cohort, count
--   users: of these, persons who are active then, count
--   retention_rate: `users` ÷ `cohort_users`, 0 to 1; empty until the cell is whole
--   is_complete: the period's last day is over; of a bracket, for everybody of the cohort
--   is_first_period: the cohort is the lake's first period: its people may have come before
--
-- Name period and mode in WHERE. A person is in one cohort, of their first active period.
-- `on_or_after` never rises along a row. `vw_retention_curves` adds up the cohorts.

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

brackets as (

    select
        0 as bracket_number,
        0 as first_day,
        0 as last_day
    {%- for bracket in growth.brackets %}

    union all

    select
        {{ loop.index }} as bracket_number,
        {{ bracket[0] }} as first_day,
        {{ bracket[1] }} as last_day
    {%- endfor %}

),

bracket_counts as (

    select
        active_days.segment,
        active_days.first_on,
        brackets.bracket_number,
        count(*) as users
    from active_days
    inner join brackets
        on
            {{ days_between('active_days.first_on', 'active_days.active_on') }}
            between brackets.first_day and brackets.last_day
            and {{ days_between('active_days.first_on', 'active_days.previous_on') }}
            < brackets.first_day
    group by active_days.segment, active_days.first_on, brackets.bracket_number

),

bracket_counts_of_all as (

    {{ with_all('bracket_counts', ['first_on', 'bracket_number'], ['users']) | indent }}

),
{% for period in ['day', 'week', 'month'] %}
{%- set cohort = start_of(period, 'first_on') %}
{%- set start = start_of(period, 'active_on') %}
{%- set most = 90 if period == 'day' else 1000000 %}
{{ period }}_counts as (

    select
        segment,
        {{ cohort }} as cohort_start,
        {{ periods_between(period, cohort, start) }} as periods_later,
        count(*) filter (
            where previous_on is null or {{ start_of(period, 'previous_on') }} < {{ start }}
        ) as users,
        count(*) filter (where next_on is null) as last_seen_users
    from active_days
    group by segment, {{ cohort }}, {{ periods_between(period, cohort, start) }}

),

{{ period }}_counts_of_all as (

    {{ with_all(
        period ~ '_counts', ['cohort_start', 'periods_later'], ['users', 'last_seen_users']
    ) | indent }}

),

{{ period }}s as (

    {{ periods_of(period) | indent }}

),

{{ period }}_cells as (

    select
        cohorts.period_start as cohort_start,
        segments.segment,
        laters.period_number - cohorts.period_number as periods_later,
        coalesce(counts.users, 0) as users,
        coalesce(counts.last_seen_users, 0) as last_seen_users,
        laters.is_complete,
        cohorts.is_first_period
    from {{ period }}s as cohorts
    inner join {{ period }}s as laters
        on
            cohorts.period_number <= laters.period_number
            and cohorts.period_number + {{ most }} >= laters.period_number
    cross join segments
    left join {{ period }}_counts_of_all as counts
        on
            cohorts.period_start = counts.cohort_start
            and segments.segment = counts.segment
            and laters.period_number - cohorts.period_number = counts.periods_later

),

{{ period }}_rows as (

    select
        *,
        sum(case when periods_later = 0 then users else 0 end) over (
            partition by cohort_start, segment
        ) as cohort_users,
        sum(last_seen_users) over (
            partition by cohort_start, segment order by periods_later asc nulls last
            rows between unbounded preceding and current row
        ) - last_seen_users as lost_users
    from {{ period }}_cells

),

{{ period }}_bracket_counts as (

    select
        segment,
        {{ cohort }} as cohort_start,
        bracket_number,
        sum(users) as users
    from bracket_counts_of_all
    group by segment, {{ cohort }}, bracket_number

),

{{ period }}_bracket_rows as (

    select
        cohorts.cohort_start,
        cohorts.segment,
        brackets.bracket_number,
        brackets.first_day,
        brackets.last_day,
        cohorts.cohort_users,
        coalesce(counts.users, 0) as users,
        {{ add_days(next_start(period, 'cohorts.cohort_start'), 'brackets.last_day') }}
        <= watermark.event_date as is_complete,
        cohorts.is_first_period
    from {{ period }}_rows as cohorts
    cross join brackets
    cross join watermark
    left join {{ period }}_bracket_counts as counts
        on
            cohorts.cohort_start = counts.cohort_start
            and cohorts.segment = counts.segment
            and brackets.bracket_number = counts.bracket_number
    where
        cohorts.periods_later = 0
        and brackets.bracket_number > 0
        and {{ add_days('cohorts.cohort_start', 'brackets.first_day') }} <= watermark.event_date

),
{% endfor %}
cells as (
{% for period in ['day', 'week', 'month'] %}
    {%- for mode, users in [('on', 'users'), ('on_or_after', 'cohort_users - lost_users')] %}
    select
        '{{ period }}' as period,
        '{{ mode }}' as mode,
        cohort_start,
        segment,
        periods_later,
        {{ as_text('null') }} as days_later,
        cohort_users,
        {{ users }} as users,
        is_complete,
        is_first_period
    from {{ period }}_rows

    union all
    {% endfor %}
    select
        '{{ period }}' as period,
        'bracket' as mode,
        cohort_start,
        segment,
        bracket_number as periods_later,
        concat({{ as_text('first_day') }}, '-', {{ as_text('last_day') }}) as days_later,
        cohort_users,
        users,
        is_complete,
        is_first_period
    from {{ period }}_bracket_rows
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
)

select
    period,
    mode,
    cohort_start,
    segment,
    cast(periods_later as bigint) as periods_later,
    days_later,
    cast(cohort_users as bigint) as cohort_users,
    cast(users as bigint) as users,
    case when is_complete then {{ rate('users', 'cohort_users') }} end as retention_rate,
    is_complete,
    is_first_period
from cells
