-- silver_purchase_events: purchases and refunds as they were sent, repetitions included.
-- kind: append
-- grain: one row per purchase or refund event
-- key: event_id
-- scope: new_events
-- inputs: new_events
-- owner: finance
-- not null: order_key, platform_id, item_count, event_at, event_date
-- one of: event_name (purchase | refund)
-- refers to: event_id (fct_events)
-- columns:
--   event_id, order_key
--   event_name: `purchase` or `refund`
--   visitor_id
--   user_id: the person, where this event names one
--   platform_id: `WEB`, `IOS`, …; `UNKNOWN` where none is named
--   transaction_id
--   imitated_key: the transaction whose disputed orders have ids like this one
--   currency, coupon
--   items_coupon: coupon of its first item that has one
--   value, tax, shipping, installments
--   item_count: items, count
--   items_revenue: sum of `item_revenue`, in the event's currency
--   items_price: sum of price × quantity, in the event's currency
--   items_value, event_at, event_date
--
-- Compact, so that an order can look back without bounds. Money is in the event's own currency.

select
    new_events.event_id,
    {{ order_key_of('new_events') }} as order_key,
    new_events.event_name,
    new_events.visitor_id,
    new_events.user_id,
    new_events.platform as platform_id,
    new_events.transaction_id,
    case
        when new_events.event_name = 'purchase' then {{ imitated_by('new_events.transaction_id') }}
    end as imitated_key,
    {{ named_currency('new_events') }} as currency,
    new_events.coupon,
    {{ first_coupon('new_events.items') }} as items_coupon,
    new_events.value,
    new_events.tax,
    new_events.shipping,
    {{ most_installments('new_events.items', 'new_events.installments') }} as installments,
    {{ count_of('new_events.items') }} as item_count,
    {{ money(items_total('new_events.items', 'item_revenue')) }} as items_revenue,
    {{ money(items_total('new_events.items', 'item_price')) }} as items_price,
    {{ money(items_total('new_events.items', 'item_value')) }} as items_value,
    new_events.event_at,
    new_events.event_date
from new_events
where new_events.event_name in ('purchase', 'refund')
