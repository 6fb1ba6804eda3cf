-- touched_profiles: what sign-ups and profiles tell of visitors, on the days that new ones tell of.
-- kind: scope
-- grain: one row per visitor, user named (none for what names nobody) and day
-- key: visitor_id, user_id?, event_date
-- events: profile, sign_up
-- inputs: new_events, event_sources, source_categories, retracted_events, retold_events
-- before: silver_profile_days (visitor_id string, user_id string, event_date date, has_signed_up boolean, segment string, segment_sort_key string, plan_id string, plan_sort_key string, channel string, channel_sort_key string)
-- owner: growth
--
-- Each column is the last of the day that is told, so what was known before the batch and what its
-- new events say are all that is needed. A channel is that of a source; a sign-up without one is
-- Direct, and a profile without one tells none. Where some are taken back, what stands on their
-- days tells it anew.

-- What is taken back stands between its conditions, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with events as (

    select
        event_id,
        event_name,
        visitor_id,
        user_id,
        segment,
        plan_id,
        event_at,
        event_date
    from new_events
    {%- if takes_back() %}

    union all

    select
        event_id,
        event_name,
        visitor_id,
        user_id,
        segment,
        plan_id,
        event_at,
        event_date
    from retold_events
    {%- endif %}

),

told as (

    select
        events.visitor_id,
        events.user_id,
        events.event_date,
        events.event_name = 'sign_up' as has_signed_up,
        events.segment,
        events.plan_id,
        case
            when events.event_name = 'sign_up' or event_sources.source is not null
                then {{ channel_of(
                    'event_sources.source', 'event_sources.medium', 'event_sources.campaign',
                    'source_categories.source_category',
                ) | indent(12) }}
        end as channel,
        {{ sort_key('events.event_at', 'events.event_id') }} as sort_key
    from events
    left join event_sources on events.event_id = event_sources.event_id
    left join source_categories
        on {{ lower_az('event_sources.source') }} = source_categories.source
    where events.event_name in ('profile', 'sign_up') and events.visitor_id is not null

),

told_with_before as (

    select
        visitor_id,
        user_id,
        event_date,
        has_signed_up,
        segment,
        case when segment is not null then sort_key end as segment_sort_key,
        plan_id,
        case when plan_id is not null then sort_key end as plan_sort_key,
        channel,
        case when channel is not null then sort_key end as channel_sort_key
    from told

    union all

    select
        silver_profile_days.visitor_id,
        silver_profile_days.user_id,
        silver_profile_days.event_date,
        silver_profile_days.has_signed_up,
        silver_profile_days.segment,
        silver_profile_days.segment_sort_key,
        silver_profile_days.plan_id,
        silver_profile_days.plan_sort_key,
        silver_profile_days.channel,
        silver_profile_days.channel_sort_key
    from silver_profile_days
    where
        {{ on_dates('silver_profile_days.event_date', 'new_events.event_date') }}
        and silver_profile_days.visitor_id in (select told.visitor_id from told)
        {%- if takes_back() %}
        and (silver_profile_days.visitor_id, silver_profile_days.event_date) not in (
            select
                retracted_events.visitor_id,
                retracted_events.event_date
            from retracted_events
            where
                retracted_events.event_name in ('profile', 'sign_up')
                and retracted_events.visitor_id is not null
        )
        {%- endif %}

)

select
    visitor_id,
    user_id,
    event_date,
    max(case when has_signed_up then 1 else 0 end) = 1 as has_signed_up,
    max_by(segment, segment_sort_key) filter (where segment is not null) as segment,
    max(segment_sort_key) as segment_sort_key,
    max_by(plan_id, plan_sort_key) filter (where plan_id is not null) as plan_id,
    max(plan_sort_key) as plan_sort_key,
    max_by(channel, channel_sort_key) filter (where channel is not null) as channel,
    max(channel_sort_key) as channel_sort_key
from told_with_before
group by visitor_id, user_id, event_date
