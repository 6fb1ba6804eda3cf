-- touched_profiles: what sign-ups and profiles tell of visitors, on the days that new ones tell of.
-- kind: scope
-- grain: one row per visitor, user named (none for what names nobody) and day
-- key: visitor_id, user_id?, event_date
-- events: profile, sign_up
-- inputs: new_events, event_sources, source_categories
-- before: silver_profile_days (visitor_id string, user_id string, event_date date, has_signed_up boolean, segment string, segment_sort_key string, plan_id string, plan_sort_key string, channel string, channel_sort_key string)
-- owner: growth
--
-- Each column is the last of the day that is told, so what was known before the batch and what its
-- new events say are all that is needed. A channel is that of a source; a sign-up without one is
-- Direct, and a profile without one tells none.

with told as (

    select
        new_events.visitor_id,
        new_events.user_id,
        new_events.event_date,
        new_events.event_name = 'sign_up' as has_signed_up,
        new_events.segment,
        new_events.plan_id,
        case
            when new_events.event_name = 'sign_up' or event_sources.source is not null
                then {{ channel_of(
                    'event_sources.source', 'event_sources.medium', 'event_sources.campaign',
                    'source_categories.source_category',
                ) | indent(12) }}
        end as channel,
        {{ sort_key('new_events.event_at', 'new_events.event_id') }} as sort_key
    from new_events
    left join event_sources on new_events.event_id = event_sources.event_id
    left join source_categories
        on {{ lower_az('event_sources.source') }} = source_categories.source
    where new_events.event_name in ('profile', 'sign_up') and new_events.visitor_id is not null

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
