-- vw_feature_adoption_monthly: how many of each month's active people use a feature, and how many for the first time.
-- kind: view
-- grain: one row per month of the lake, segment and feature that was ever used
-- key: month_start, segment, feature
-- inputs: fct_events, fct_orders, silver_session_days, silver_identity_map, dim_users, dim_dates, watermark
-- owner: product
-- not null: active_users, users, new_adopters, is_complete, is_first_period
-- columns:
--   month_start
--   segment
--   feature: a list of `growth.features` by its name, and each interaction by the name of its event,
--     where no list has that name
--   active_users: persons with an interaction in the month, each once, count
--   users: of these, persons who used the feature in the month, count
--   new_adopters: of these, persons who never used it in a month before, count
--   adoption_rate: `users` ÷ `active_users`, 0 to 1; empty until the month is over
--   is_complete
--   is_first_period
--
-- `purchase` is an order, which counts once, however often it is told. What the back office tells is
-- a feature only where a list names it.

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

segmented as (

    {{ people_of('first_days') | indent }}

),

people as (

    {{ numbered('segmented') | indent }}

),

visitors as (

    {{ visitors_of('people') | indent }}

),

deeds as (

    {{ deeds_of('people', 'visitors', ['person_number']) | indent }}

),

person_events as (

    select
        person_number,
        event_name,
        {{ start_of('month', 'done_on') }} as month_start
    from deeds
    where
        event_name in ({{ texts(growth.features.values() | sum(start=[])) }})
        or (
            {{ is_visit('event_name') }}
            and event_name not in ({{ texts(sessions.non_interaction_events) }})
            and event_name not in ({{ texts(growth.features | list) }})
        )
    group by person_number, event_name, {{ start_of('month', 'done_on') }}

),

listed as (

    select
        '' as event_name,
        '' as feature
    {%- for feature, events in growth.features.items() %}
    {%- for event_name in events %}

    union all

    select
        '{{ event_name }}' as event_name,
        '{{ feature }}' as feature
    {%- endfor %}
    {%- endfor %}

),

person_months as (

    select
        person_number,
        event_name as feature,
        month_start
    from person_events
    where
        {{ is_visit('event_name') }}
        and event_name not in ({{ texts(sessions.non_interaction_events) }})
        and event_name not in ({{ texts(growth.features | list) }})

    union all

    select distinct
        person_events.person_number,
        listed.feature,
        person_events.month_start
    from person_events
    inner join listed on person_events.event_name = listed.event_name

),

active_months as (

    select
        people.person_number,
        people.segment,
        {{ start_of('month', 'active_days.active_on') }} as month_start
    from active_days
    inner join people on active_days.user_id = people.user_id
    group by
        people.person_number, people.segment, {{ start_of('month', 'active_days.active_on') }}

),

used_months as (

    select
        active_months.segment,
        person_months.person_number,
        person_months.month_start,
        person_months.feature
    from person_months
    inner join active_months
        on
            person_months.person_number = active_months.person_number
            and person_months.month_start = active_months.month_start

),

adopters as (

    select
        segment,
        feature,
        min(month_start) as month_start
    from used_months
    group by segment, person_number, feature

),

month_counts as (

    select
        segment,
        month_start,
        feature,
        count(*) as users,
        0 as new_adopters
    from used_months
    group by segment, month_start, feature

    union all

    select
        segment,
        month_start,
        feature,
        0 as users,
        count(*) as new_adopters
    from adopters
    group by segment, month_start, feature

),

counts as (

    select
        segment,
        month_start,
        feature,
        sum(users) as users,
        sum(new_adopters) as new_adopters
    from month_counts
    group by segment, month_start, feature

),

all_counts as (

    {{ with_all('counts', ['month_start', 'feature'], ['users', 'new_adopters']) | indent }}

),

active_counts as (

    select
        segment,
        month_start,
        count(*) as active_users
    from active_months
    group by segment, month_start

),

all_active_counts as (

    {{ with_all('active_counts', ['month_start'], ['active_users']) | indent }}

),

segments as (

    {{ segments_of('people') | indent }}

),

used as (

    select distinct feature
    from counts

),

months as (

    {{ periods_of('month') | indent }}

),

adoption as (

    select
        months.period_start as month_start,
        segments.segment,
        used.feature,
        coalesce(all_active_counts.active_users, 0) as active_users,
        coalesce(all_counts.users, 0) as users,
        coalesce(all_counts.new_adopters, 0) as new_adopters,
        months.is_complete,
        months.is_first_period
    from months
    cross join segments
    cross join used
    left join all_active_counts
        on
            months.period_start = all_active_counts.month_start
            and segments.segment = all_active_counts.segment
    left join all_counts
        on
            months.period_start = all_counts.month_start
            and segments.segment = all_counts.segment
            and used.feature = all_counts.feature

)

select
    month_start,
    segment,
    feature,
    cast(active_users as bigint) as active_users,
    cast(users as bigint) as users,
    cast(new_adopters as bigint) as new_adopters,
    case when is_complete then {{ rate('users', 'active_users') }} end as adoption_rate,
    is_complete,
    is_first_period
from adoption
