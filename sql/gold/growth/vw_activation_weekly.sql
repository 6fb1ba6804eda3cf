-- vw_activation_weekly: how many of each week's new people soon did what makes them stay.
-- kind: view
-- grain: one row per week of the lake and segment
-- key: week_start, segment
-- inputs: silver_session_days, silver_identity_map, dim_users, dim_dates, watermark, fct_events, fct_orders
-- owner: growth
-- not null: new_users, activated_users, is_complete, is_first_period
-- columns:
--   week_start: the Monday of the week
--   segment
--   new_users: persons whose first interaction ever lies in the week, count
--   activated_users: of these, persons with so many of the events as it takes
--     (`growth.activation.events`, `growth.activation.times`, 1) within
--     `growth.activation.days` (7) times 24 hours from it, count
--   activation_rate: `activated_users` ÷ `new_users`, 0 to 1; empty until the week is whole
--   is_complete: the week is over, and the last of its persons has had the days
--   is_first_period
--
-- The first interaction itself counts; what happens when the last hour is over does not. An order
-- counts once, however often it is told.

with active_days as (

    {{ active_days() | indent }}

),

first_days as (

    select
        user_id,
        min(active_on) as first_on,
        min(first_interaction_at) as first_at
    from active_days
    group by user_id

),

segmented as (

    {{ people_of('first_days') | indent }}

),

people as (

    select
        segmented.*,
        first_days.first_at
    from segmented
    inner join first_days on segmented.user_id = first_days.user_id

),

visitors as (

    {{ visitors_of('people') | indent }}

),

deeds as (

    {{ deeds_of(
        'people', 'visitors', ['user_id'], growth.activation.events, growth.activation.days
    ) | indent }}

),

activated as (

    select user_id
    from deeds
    group by user_id
    having count(*) >= {{ growth.activation.times }}

),

counts as (

    select
        people.segment,
        {{ start_of('week', 'people.first_on') }} as week_start,
        count(*) as new_users,
        count(activated.user_id) as activated_users
    from people
    left join activated on people.user_id = activated.user_id
    group by people.segment, {{ start_of('week', 'people.first_on') }}

),

all_counts as (

    {{ with_all('counts', ['week_start'], ['new_users', 'activated_users']) | indent }}

),

last_persons as (

    select
        {{ start_of('week', 'first_on') }} as week_start,
        {{ date_of("max(first_at) + interval '" ~ 24 * growth.activation.days ~ "' hour") }}
            as last_date
    from people
    group by {{ start_of('week', 'first_on') }}

),

segments as (

    {{ segments_of('people') | indent }}

),

weeks as (

    {{ periods_of('week') | indent }}

),

week_counts as (

    select
        weeks.period_start as week_start,
        segments.segment,
        coalesce(all_counts.new_users, 0) as new_users,
        coalesce(all_counts.activated_users, 0) as activated_users,
        weeks.is_complete
        and coalesce(last_persons.last_date < watermark.event_date, true) as is_complete,
        weeks.is_first_period
    from weeks
    cross join segments
    cross join watermark
    left join last_persons on weeks.period_start = last_persons.week_start
    left join all_counts
        on
            weeks.period_start = all_counts.week_start
            and segments.segment = all_counts.segment

)

select
    week_start,
    segment,
    cast(new_users as bigint) as new_users,
    cast(activated_users as bigint) as activated_users,
    case when is_complete then {{ rate('activated_users', 'new_users') }} end as activation_rate,
    is_complete,
    is_first_period
from week_counts
