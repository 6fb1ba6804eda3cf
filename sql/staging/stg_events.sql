-- stg_events: every accepted line as it was received, typed, duplicates included.
-- kind: append
-- grain: one row per accepted line of a batch
-- key: batch_id, line_number
-- scope: typed_events
-- inputs: typed_events, repeated_lines, conflicts
-- owner: engineering
-- columns:
--   event_id, event_name, event_at
--   event_date: the UTC day of `event_at`; the facts have the shop's
--   visitor_id
--   user_pseudo_id: device or browser, as sent
--   user_id: the person, as sent
--   platform: as sent, in capitals
--   producer_event_id, ga_session_id, page_location, page_title, page_referrer
--   source: traffic source, as sent; the facts tell it from page and referrer where it is missing
--   medium: traffic medium, as sent
--   campaign: traffic campaign, as sent
--   device_category, country, experiment_id, coupon, currency, payment_type, transaction_id, value,
--   tax, shipping, checkout_step, installments
--   clicks: clicks on an advertisement, count; of costs alone
--   impressions: times it was shown, count; of costs alone
--   reported_at: when a cost was reported, UTC; of costs alone
--   segment: the person's segment; of sign-ups and profiles alone
--   plan_id: the plan, as the shop calls it; of people and subscriptions alone
--   subscription_id: the shop's id of the subscription; of subscriptions and payments alone
--   interval: what `value` pays for: day, week, month, quarter or year; of subscriptions alone
--   payment_id: the shop's id of the payment; of payments alone, as the next three
--   invoice_id: the shop's id of the invoice
--   status: succeeded, failed, refunded or charged_back
--   failure_code: why it failed
--   items: the items, typed, in the event's currency
--   extra: JSON of every field that no rule knows
--   warnings: codes of what was coerced (`W_…`)
--   identity_key: what its source says that the event is one by (`identity`), as md5; of rows of
--     such sources alone
--   filled_fields: fields that the event has, count; of those with an `identity_key`
--   batch_id: the batch that brought it
--   line_number, message_id
--   is_duplicate: its event was known already
--   ingested_at: when the batch was received, UTC
--   processed_at: when it was loaded, UTC
--
-- A line whose event is known already (from this batch or an earlier one) is a duplicate. Events
-- that a fuller one of their identity supersedes stay here, and are listed in
-- `silver_superseded_events`.

select
    typed_events.event_id,
    typed_events.event_name,
    typed_events.event_at,
    cast(typed_events.event_at as date) as event_date,
    typed_events.visitor_id,
    typed_events.user_pseudo_id,
    typed_events.user_id,
    typed_events.platform,
    typed_events.producer_event_id,
    typed_events.ga_session_id,
    typed_events.page_location,
    typed_events.page_title,
    typed_events.page_referrer,
    typed_events.source,
    typed_events.medium,
    typed_events.campaign,
    typed_events.device_category,
    typed_events.country,
    typed_events.experiment_id,
    typed_events.coupon,
    typed_events.currency,
    typed_events.payment_type,
    typed_events.transaction_id,
    typed_events.value,
    typed_events.tax,
    typed_events.shipping,
    typed_events.checkout_step,
    typed_events.installments,
    typed_events.clicks,
    typed_events.impressions,
    typed_events.reported_at,
    typed_events.segment,
    typed_events.plan_id,
    typed_events.subscription_id,
    typed_events.interval,
    typed_events.payment_id,
    typed_events.invoice_id,
    typed_events.status,
    typed_events.failure_code,
    typed_events.items,
    typed_events.extra,
    case
        when conflicts.producer_event_id is null then typed_events.warnings
        else {{ with_code('typed_events.warnings', "'W_ID_CONFLICT'") }}
    end as warnings,
    typed_events.identity_key,
    typed_events.filled_fields,
    typed_events.batch_id,
    typed_events.line_number,
    typed_events.message_id,
    repeated_lines.line_key is not null as is_duplicate,
    typed_events.ingested_at,
    {{ processed_at() }} as processed_at
from typed_events
left join repeated_lines on typed_events.line_key = repeated_lines.line_key
left join conflicts on typed_events.producer_event_id = conflicts.producer_event_id
