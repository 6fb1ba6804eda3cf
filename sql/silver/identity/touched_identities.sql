-- touched_identities: the visitors that new events show, and the person behind each, then and now.
-- kind: scope
-- grain: one row per visitor
-- key: visitor_id
-- inputs: touched_visitor_users
-- before: silver_identity_map (visitor_id string, user_id string)
-- owner: growth
--
-- A visitor belongs to the person that it named last, else it is one of its own.
-- `former_user_id` is the person before the batch; empty for a visitor who was not known. One whose
-- events were all taken back is nobody any more, and has no time.

with visitors as (

    select
        visitor_id,
        coalesce(
            max_by(user_id, {{ sort_key('last_seen_at', 'last_event_id') }}) filter (
                where user_id is not null{{ ' and last_seen_at is not null' if takes_back() }}
            ),
            visitor_id
        ) as user_id,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        max(last_seen_at) filter (where user_id is not null) as last_login_at,
        max_by(last_event_id, {{ sort_key('last_seen_at', 'last_event_id') }}) filter (
            where user_id is not null
        ) as last_login_event_id,
        min(first_purchase_date) as first_purchase_date,
        min(first_installments_date) as first_installments_date
    from touched_visitor_users
    group by visitor_id

)

select
    visitors.visitor_id,
    silver_identity_map.user_id as former_user_id,
    visitors.user_id,
    visitors.first_seen_at,
    visitors.last_seen_at,
    visitors.last_login_at,
    visitors.last_login_event_id,
    visitors.first_purchase_date,
    visitors.first_installments_date
from visitors
left join silver_identity_map on visitors.visitor_id = silver_identity_map.visitor_id
