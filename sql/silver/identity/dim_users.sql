-- dim_users: each person's first visit, sign-up and purchase, segment, plan and channel, and since when.
-- kind: replace
-- grain: one row per user and version
-- key: user_id, valid_from
-- scope: touched_users
-- inputs: touched_users, silver_visitor_users, silver_identity_map, silver_profile_days
-- owner: growth
-- not null: first_seen_date, has_used_installments, is_current
-- columns:
--   user_id: the person, over all their visitors
--   first_seen_date, first_purchase_date
--   has_used_installments: bought in more than one part
--   signed_up_on: the first day with a `sign_up`
--   segment: the segment that a sign-up or profile told last
--   plan_id: the plan that a sign-up or profile told last
--   channel: Google Analytics 4's default channel group of the source that a sign-up or profile told
--     last; `Direct` for a sign-up without a source
--   valid_from, valid_to, is_current
--
-- A person is seen in all events that name them, and in those that name nobody of the visitors
-- that are theirs; whom a profile alone tells of is known from its day on. A version begins on the
-- first day seen, on the first day with a purchase, with a purchase in installments and with a
-- sign-up, and where segment, plan or channel are others at the end of a day. Days are half-open;
-- `valid_to` is empty while the version is current.

{%- set so_far %}over (
            partition by starts.user_id order by starts.valid_from asc nulls last
            rows between unbounded preceding and current row
        )
{%- endset %}
{%- set in_order %}over (partition by user_id order by valid_from asc nulls last){% endset %}

with owners as (

    select
        visitor_id,
        user_id
    from silver_identity_map

),

seen as (

    select
        coalesce(silver_visitor_users.user_id, owners.user_id) as user_id,
        {{ date_of('silver_visitor_users.first_seen_at') }} as first_seen_date,
        silver_visitor_users.first_purchase_date,
        silver_visitor_users.first_installments_date
    from silver_visitor_users
    inner join owners on silver_visitor_users.visitor_id = owners.visitor_id

),

profiles as (

    select
        coalesce(
            silver_profile_days.user_id, owners.user_id, silver_profile_days.visitor_id
        ) as user_id,
        silver_profile_days.event_date,
        silver_profile_days.has_signed_up,
        silver_profile_days.segment,
        silver_profile_days.segment_sort_key,
        silver_profile_days.plan_id,
        silver_profile_days.plan_sort_key,
        silver_profile_days.channel,
        silver_profile_days.channel_sort_key
    from silver_profile_days
    left join owners on silver_profile_days.visitor_id = owners.visitor_id

),

profile_days as (

    select
        user_id,
        event_date,
        max(case when has_signed_up then 1 else 0 end) = 1 as has_signed_up,
        max_by(segment, segment_sort_key) filter (where segment is not null) as segment,
        max_by(plan_id, plan_sort_key) filter (where plan_id is not null) as plan_id,
        max_by(channel, channel_sort_key) filter (where channel is not null) as channel
    from profiles
    where user_id in (select touched_users.user_id from touched_users)
    group by user_id, event_date

),

known as (

    select *
    from seen
    where user_id in (select touched_users.user_id from touched_users)

    union all

    select
        user_id,
        event_date as first_seen_date,
        cast(null as date) as first_purchase_date,
        cast(null as date) as first_installments_date
    from profile_days

),

users as (

    select
        user_id,
        min(first_seen_date) as first_seen_date,
        min(first_purchase_date) as first_purchase_date,
        min(first_installments_date) as first_installments_date
    from known
    group by user_id

),

starts as (

    select
        user_id,
        first_seen_date as valid_from
    from users

    union

    select
        user_id,
        first_purchase_date as valid_from
    from users
    where first_purchase_date is not null

    union

    select
        user_id,
        first_installments_date as valid_from
    from users
    where first_installments_date is not null

    union

    select
        user_id,
        event_date as valid_from
    from profile_days

),

states as (

    select
        starts.user_id,
        starts.valid_from,
        users.first_seen_date,
        case
            when users.first_purchase_date <= starts.valid_from then users.first_purchase_date
        end as first_purchase_date,
        coalesce(users.first_installments_date <= starts.valid_from, false)
            as has_used_installments,
        min(case when profile_days.has_signed_up then profile_days.event_date end)
            {{ so_far }} as signed_up_on,
        {{ last_known('profile_days.segment') }} {{ so_far }} as segment,
        {{ last_known('profile_days.plan_id') }} {{ so_far }} as plan_id,
        {{ last_known('profile_days.channel') }} {{ so_far }} as channel
    from starts
    inner join users on starts.user_id = users.user_id
    left join profile_days
        on starts.user_id = profile_days.user_id and starts.valid_from = profile_days.event_date

),

states_with_former as (

    select
        *,
        lag(first_purchase_date) {{ in_order }} as former_purchase_date,
        lag(has_used_installments) {{ in_order }} as had_used_installments,
        lag(signed_up_on) {{ in_order }} as former_signed_up_on,
        lag(segment) {{ in_order }} as former_segment,
        lag(plan_id) {{ in_order }} as former_plan_id,
        lag(channel) {{ in_order }} as former_channel
    from states

),

versions as (

    select
        *,
        lead(valid_from) {{ in_order }} as valid_to
    from states_with_former
    where
        has_used_installments is distinct from had_used_installments
        or first_purchase_date is distinct from former_purchase_date
        or signed_up_on is distinct from former_signed_up_on
        or segment is distinct from former_segment
        or plan_id is distinct from former_plan_id
        or channel is distinct from former_channel

)

select
    user_id,
    first_seen_date,
    first_purchase_date,
    has_used_installments,
    signed_up_on,
    segment,
    plan_id,
    channel,
    valid_from,
    valid_to,
    valid_to is null as is_current
from versions
