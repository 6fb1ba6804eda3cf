-- fct_events: everything that happened in the shop, once.
-- kind: append
-- grain: one row per event
-- key: event_id
-- scope: new_events
-- inputs: new_events, event_sources
-- dates: event_date
-- partition: event_date
-- owner: growth
-- not null: event_name, platform_id, item_count, items_value, has_installments, event_at, event_date, batch_id, line_number
-- refers to: platform_id (dim_platforms), experiment_id (dim_experiments)
-- columns:
--   event_id, event_name, visitor_id
--   user_id: the person, where this event names one
--   platform_id: `WEB`, `IOS`, …; `UNKNOWN` where none is named
--   producer_event_id, ga_session_id, page_location, page_title, page_referrer
--   source: traffic source, as the event names it, else as its page or referrer shows it
--   medium: traffic medium, told by what told the source
--   campaign: traffic campaign
--   device_category, country
--   experiment_id: the event's own, else the first variant among its items' discount codes
--   coupon
--   currency: currency that the event names, else the first of its items that names one
--   payment_type, transaction_id, value, tax, shipping, checkout_step, installments
--   item_count: items of the event, count
--   items_value, has_installments, event_at, event_date
--   batch_id: batch of the line that brought it first
--   line_number: that line, from 1
--
-- An event that arrives twice counts once. Money is in the event's own currency. Events without
-- a visitor are kept here, and stay out of sessions and users.

with events as (

    select
        new_events.*,
        event_sources.source as told_source,
        event_sources.medium as told_medium,
        event_sources.campaign as told_campaign,
        {{ items_total('items', 'item_value') }} as items_total,
        {{ most_installments('items', 'installments') }} as most_installments,
        {{ first_experiment('items') }} as item_experiment_id,
        {{ named_currency('new_events') }} as named_currency
    from new_events
    left join event_sources on new_events.event_id = event_sources.event_id

)

select
    event_id,
    event_name,
    visitor_id,
    user_id,
    platform as platform_id,
    producer_event_id,
    ga_session_id,
    page_location,
    page_title,
    page_referrer,
    told_source as source,
    told_medium as medium,
    told_campaign as campaign,
    device_category,
    country,
    coalesce(experiment_id, item_experiment_id) as experiment_id,
    coupon,
    named_currency as currency,
    payment_type,
    transaction_id,
    value,
    tax,
    shipping,
    checkout_step,
    installments,
    {{ count_of('items') }} as item_count,
    {{ money('coalesce(items_total, 0)') }} as items_value,
    coalesce(most_installments > 1, false) as has_installments,
    event_at,
    event_date,
    batch_id,
    line_number
from events
