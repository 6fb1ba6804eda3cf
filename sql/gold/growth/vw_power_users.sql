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
-- Sunday, so that all weekdays count alike. A person's week is written as one number, its days since
-- a Monday times 8 and the days active in it, which is looked at from the last of the four weeks.

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
        {% for weekday in [1, 2, 3, 4, 5, 6, 7] -%}
        max(case when {{ weekday_of('active_on') }} = {{ weekday }} then 1 else 0 end)
        {%- if not loop.last %}
        + {% endif %}
        {%- endfor %} as active_days
    from active_days
    group by user_id, {{ start_of('week', 'active_on') }}

),

people_by_number as (

    {{ numbered('people') | indent }}

),

numbered_weeks as (

    select
        people_by_number.person_number,
        people_by_number.segment,
        person_weeks.active_week,
        person_weeks.active_days,
        {{ days_between("date '2000-01-03'", 'person_weeks.active_week') }} * 8
        + person_weeks.active_days as week_key
    from person_weeks
    inner join people_by_number on person_weeks.user_id = people_by_number.user_id

),

weeks_in_order as (

    select
        segment,
        active_week,
        active_days,
        week_key - active_days as week_begin,
        {%- for back in [1, 2, 3] %}
        lag(week_key, {{ back }}) over (
            partition by person_number order by week_key asc nulls last
        ) as week_key_{{ back }},
        {%- endfor %}
        lead(week_key) over (
            partition by person_number order by week_key asc nulls last
        ) as next_key
    from numbered_weeks

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
    {% for weeks in [0, 1, 2, 3] %}
    select
        segment,
        {{ add_days('active_week', 7 * weeks) }} as week_start,
        active_days
        {%- for back in [1, 2, 3] %}
        + case
            when week_key_{{ back }} >= week_begin - {{ 8 * (21 - 7 * weeks) }}
                then mod(week_key_{{ back }}, 8)
            else 0
        end
        {%- endfor %} as active_days
    from weeks_in_order
    where next_key is null or next_key >= week_begin + {{ 8 * (7 * weeks + 1) }}
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
    {% for number in ('day ' * 28).split() %}
    select {{ loop.index }} as active_days
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
