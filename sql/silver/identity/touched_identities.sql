-- touched_identities: the visitors that new events show, and the person behind each, then and now.
-- kind: scope
-- grain: one row per visitor
-- key: visitor_id
-- inputs: new_events
-- before: silver_identity_map (visitor_id string, user_id string, first_seen_at timestamp, last_seen_at timestamp, last_login_at timestamp, last_login_event_id string, first_purchase_date date, first_installments_date date)
-- owner: growth
--
-- Each column is a first or a last over the visitor's events, so what was known before the batch
-- and what its new events say are all that is needed. `former_user_id` is the person before the
-- batch; empty for a visitor who was not known.

with seen as (

    select
        visitor_id,
        cast(null as string) as former_user_id,
        user_id,
        event_at as first_seen_at,
        event_at as last_seen_at,
        case when user_id is not null then event_at end as login_at,
        case when user_id is not null then event_id end as login_event_id,
        case when event_name = 'purchase' then event_date end as first_purchase_date,
        case
            when event_name = 'purchase' and {{ most_installments('items', 'installments') }} > 1
                then event_date
        end as first_installments_date
    from new_events
    where visitor_id is not null

    union all

    select
        silver_identity_map.visitor_id,
        silver_identity_map.user_id as former_user_id,
        silver_identity_map.user_id,
        silver_identity_map.first_seen_at,
        silver_identity_map.last_seen_at,
        silver_identity_map.last_login_at as login_at,
        silver_identity_map.last_login_event_id as login_event_id,
        silver_identity_map.first_purchase_date,
        silver_identity_map.first_installments_date
    from silver_identity_map
    where
        silver_identity_map.visitor_id in (select new_events.visitor_id from new_events)

),

seen_in_time as (

    select
        *,
        case
            when login_at is not null
                then {{ sort_key('login_at', 'login_event_id') }}
        end as sort_key
    from seen

)

select
    visitor_id,
    max(former_user_id) as former_user_id,
    coalesce(
        max_by(user_id, sort_key) filter (where sort_key is not null), visitor_id
    ) as user_id,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at,
    max(login_at) as last_login_at,
    max_by(login_event_id, sort_key) filter (where sort_key is not null) as last_login_event_id,
    min(first_purchase_date) as first_purchase_date,
    min(first_installments_date) as first_installments_date
from seen_in_time
group by visitor_id
