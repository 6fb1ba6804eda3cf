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

event_names as (

    select fct_events.event_name
    from fct_events
    group by fct_events.event_name

),

features as (

    select
        event_name,
        event_name as feature
    from event_names
    where
        {{ is_visit('event_name') }}
        and event_name not in ({{ texts(sessions.non_interaction_events) }})
        and event_name not in ({{ texts(growth.features | list) }})
    {%- for feature, events in growth.features.items() %}
    {%- for event_name in events %}

    union all

    select
        '{{ event_name }}' as event_name,
        '{{ feature }}' as feature
    {%- endfor %}
    {%- endfor %}

),

numbered_features as (

    select
        event_name,
        feature,
        dense_rank() over (order by feature asc nulls last) as feature_number
    from features

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

person_months as (

    select
        deeds.person_number,
        {{ start_of('month', 'deeds.done_on') }} as month_start,
        numbered_features.feature_number
    from deeds
    inner join numbered_features on deeds.event_name = numbered_features.event_name
    group by
        deeds.person_number,
        {{ start_of('month', 'deeds.done_on') }},
        numbered_features.feature_number

),

used_months as (

    select
        active_months.segment,
        person_months.person_number,
        person_months.month_start,
        person_months.feature_number
    from person_months
    inner join active_months
        on
            person_months.person_number = active_months.person_number
            and person_months.month_start = active_months.month_start

),

adopters as (

    select
        segment,
        feature_number,
        min(month_start) as month_start
    from used_months
    group by segment, person_number, feature_number

),

month_counts as (

    select
        segment,
        month_start,
        feature_number,
        count(*) as users,
        0 as new_adopters
    from used_months
    group by segment, month_start, feature_number

    union all

    select
        segment,
        month_start,
        feature_number,
        0 as users,
        count(*) as new_adopters
    from adopters
    group by segment, month_start, feature_number

),

counts as (

    select
        month_counts.segment,
        month_counts.month_start,
        named.feature,
        sum(month_counts.users) as users,
        sum(month_counts.new_adopters) as new_adopters
    from month_counts
    inner join (select distinct feature_number, feature from numbered_features) as named
        on month_counts.feature_number = named.feature_number
    group by month_counts.segment, month_counts.month_start, named.feature

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
    cross join (select distinct feature from counts) as used
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
