-- touched_transactions: the transactions that new purchases or refunds belong to.
-- kind: scope
-- grain: one row per order key
-- key: order_key
-- inputs: new_events, retracted_events, touched_identities, silver_purchase_events
-- chooses: rows
-- owner: finance
--
-- A transaction id that looks like the id of an order of another transaction touches that one.
-- So does a login that gives what nobody named to another person.

select {{ order_key_of('new_events') }} as order_key
from new_events
where new_events.event_name in ('purchase', 'refund')

union

select {{ imitated_by('new_events.transaction_id') }} as order_key
from new_events
where
    new_events.event_name = 'purchase'
    and {{ imitated_by('new_events.transaction_id') }} is not null
{%- if takes_back() %}

union

select {{ order_key_of('retracted_events') }} as order_key
from retracted_events
where retracted_events.event_name in ('purchase', 'refund')

union

select {{ imitated_by('retracted_events.transaction_id') }} as order_key
from retracted_events
where
    retracted_events.event_name = 'purchase'
    and {{ imitated_by('retracted_events.transaction_id') }} is not null
{%- endif %}

union

select silver_purchase_events.order_key
from silver_purchase_events
inner join touched_identities
    on silver_purchase_events.visitor_id = touched_identities.visitor_id
where
    silver_purchase_events.user_id is null
    and coalesce(touched_identities.former_user_id, touched_identities.visitor_id)
    <> touched_identities.user_id
