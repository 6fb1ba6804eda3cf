-- vw_refunds_unmatched: refunds that no order could be found for, so that nothing vanishes.
-- kind: view
-- grain: one row per refund event
-- key: event_id
-- inputs: fct_refunds
-- owner: finance
-- columns:
--   event_id
--   refund_date: the UTC day of the refund
--   transaction_id
--   platform_id
--   unmatched_reason: `no order` has its transaction id, or `several orders` of other persons
--   currency
--   value
--   refunded_value: what it says, in the reporting currency; none where it names no amount
--   refunded_at: when it happened, UTC

select
    event_id,
    refund_date,
    transaction_id,
    platform_id,
    unmatched_reason,
    currency,
    value,
    refunded_value,
    refunded_at
from fct_refunds
where order_id is null
