-- vw_power_users: on how many of 28 days people are active, week by week.
-- kind: view
-- grain: one row per week of which the lake has the 28 days that end with it, segment, and number of days from 1 to 28
-- key: week_start, segment, active_days
-- inputs: silver_session_days, silver_identity_map, dim_users, dim_dates, watermark
-- owner: growth
-- not null: users, is_power, is_complete
-- columns:
--   week_start: the Monday of the week
--   segment
--   active_days: on how many days of this week and the three before a person was active, 1 to 28
--   users: persons who were active on so many days, count
--   user_share: `users` ÷ persons who were active on any of the 28 days, 0 to 1; empty until the
--     week is over
--   is_power: so many days are power: `growth.power_user_days` (8) or more
--   is_complete
--
-- The power users of a week are the sum of `users` where `is_power`. Four weeks end with each
-- Sunday, so that all weekdays count alike.

with active_days as (

    {{ active_days() | indent }}

),

first_days as (

    select
        user_id,
        min(active_on) as first_on
    from active_days
    group by user_id

),

people as (

    {{ people_of('first_days') | indent }}

),

person_weeks as (

    select
        user_id,
        {{ start_of('week', 'active_on') }} as active_week,
        {% for weekday in range(1, 8) -%}
        max(case when {{ weekday_of('active_on') }} = {{ weekday }} then 1 else 0 end)
        {%- if not loop.last %}
        + {% endif %}
        {%- endfor %} as active_days
    from active_days
    group by user_id, {{ start_of('week', 'active_on') }}

),

weeks_in_order as (

    select
        people.segment,
        person_weeks.active_week,
        person_weeks.active_days,
        {%- for back in [1, 2, 3] %}
        lag(person_weeks.active_week, {{ back }}) over (
            partition by person_weeks.user_id order by person_weeks.active_week asc nulls last
        ) as active_week_{{ back }},
        lag(person_weeks.active_days, {{ back }}) over (
            partition by person_weeks.user_id order by person_weeks.active_week asc nulls last
        ) as active_days_{{ back }},
        {%- endfor %}
        lead(person_weeks.active_week) over (
            partition by person_weeks.user_id order by person_weeks.active_week asc nulls last
        ) as next_week
    from person_weeks
    inner join people on person_weeks.user_id = people.user_id

),

weeks as (

    {{ periods_of('week') | indent }}

),

lake_start as (

    select min(date_day) as first_date
    from dim_dates

),

whole_weeks as (

    select
        weeks.period_start as week_start,
        weeks.is_complete
    from weeks
    cross join lake_start
    where {{ add_days('weeks.period_start', -21) }} >= lake_start.first_date

),

last_weeks as (
    {% for weeks in range(4) %}
    {%- set week = add_days('active_week', 7 * weeks) %}
    {%- set first_week = add_days('active_week', 7 * weeks - 21) %}
    select
        segment,
        {{ week }} as week_start,
        active_days
        {%- for back in [1, 2, 3] %}
        + case when active_week_{{ back }} >= {{ first_week }} then active_days_{{ back }} else 0 end
        {%- endfor %} as active_days
    from weeks_in_order
    where next_week is null or next_week > {{ week }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

counts as (

    select
        segment,
        week_start,
        active_days,
        count(*) as users
    from last_weeks
    group by segment, week_start, active_days

),

all_counts as (

    {{ with_all('counts', ['week_start', 'active_days'], ['users']) | indent }}

),

segments as (

    {{ segments_of('people') | indent }}

),

numbers as (
    {% for number in range(1, 29) %}
    select {{ number }} as active_days
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

histogram as (

    select
        whole_weeks.week_start,
        segments.segment,
        numbers.active_days,
        coalesce(all_counts.users, 0) as users,
        sum(coalesce(all_counts.users, 0)) over (
            partition by whole_weeks.week_start, segments.segment
        ) as all_users,
        whole_weeks.is_complete
    from whole_weeks
    cross join segments
    cross join numbers
    left join all_counts
        on
            whole_weeks.week_start = all_counts.week_start
            and segments.segment = all_counts.segment
            and numbers.active_days = all_counts.active_days

)

select
    week_start,
    segment,
    cast(active_days as integer) as active_days,
    cast(users as bigint) as users,
    case when is_complete then {{ rate('users', 'all_users') }} end as user_share,
    active_days >= {{ growth.power_user_days }} as is_power,
    is_complete
from histogram
