-- touched_visitor_users: the visitors that new events show, under each name that they ever had.
-- kind: scope
-- grain: one row per visitor and user named (none for what nobody named)
-- key: visitor_id, user_id?
-- inputs: new_events
-- before: silver_visitor_users (visitor_id string, user_id string, first_seen_at timestamp, last_seen_at timestamp, last_event_id string, first_purchase_date date, first_installments_date date)
-- owner: growth
--
-- Each column is a first or a last over the visitor's events, so what was known before the batch
-- and what its new events say are all that is needed. Refunds, profiles,
-- subscriptions and payments are the back office's: they show nobody.

with seen as (

    select
        visitor_id,
        user_id,
        event_at as first_seen_at,
        event_at as last_seen_at,
        event_id as last_event_id,
        case when event_name = 'purchase' then event_date end as first_purchase_date,
        case
            when event_name = 'purchase' and {{ most_installments('items', 'installments') }} > 1
                then event_date
        end as first_installments_date
    from new_events
    where visitor_id is not null and {{ is_visit('event_name') }}

),

seen_with_before as (

    select *
    from seen

    union all

    select
        silver_visitor_users.visitor_id,
        silver_visitor_users.user_id,
        silver_visitor_users.first_seen_at,
        silver_visitor_users.last_seen_at,
        silver_visitor_users.last_event_id,
        silver_visitor_users.first_purchase_date,
        silver_visitor_users.first_installments_date
    from silver_visitor_users
    where silver_visitor_users.visitor_id in (select seen.visitor_id from seen)

)

select
    visitor_id,
    user_id,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at,
    max_by(last_event_id, {{ sort_key('last_seen_at', 'last_event_id') }}) as last_event_id,
    min(first_purchase_date) as first_purchase_date,
    min(first_installments_date) as first_installments_date
from seen_with_before
group by visitor_id, user_id
