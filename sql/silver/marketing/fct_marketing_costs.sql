-- fct_marketing_costs: what each campaign cost on each day, as last reported.
-- kind: replace
-- grain: one row per day, source, medium and campaign
-- key: cost_id
-- scope: touched_costs
-- inputs: touched_costs
-- dates: cost_date
-- partition: cost_date
-- owner: marketing
-- not null: event_id, cost_date, channel, cost, cost_original, reported_at
-- refers to: event_id (fct_events)
-- columns:
--   cost_id: the day and its campaign: md5 of day, source, medium and campaign
--   event_id: the report that counts
--   cost_date: the day of the spend
--   source: where the money went, as the report names it
--   medium, campaign
--   channel: Google Analytics 4's default channel group, by the rule of the sessions
--   currency: currency that the report names
--   cost: what was spent, in the reporting currency; below 0 where the platform gave money back
--   cost_original: what was spent, in the report's currency
--   clicks: clicks paid for, count
--   impressions: times the advertisement was shown, count
--   reported_at: when the spend was reported, UTC
--
-- Platforms revise what they report: of several reports of a day, source, medium and campaign the
-- greatest (reported_at, event_id) counts, whenever it arrives.

select
    cost_id,
    event_id,
    cost_date,
    source,
    medium,
    campaign,
    channel,
    currency,
    cost,
    cost_original,
    clicks,
    impressions,
    reported_at
from touched_costs
{%- if takes_back() %}
where event_id is not null
{%- endif %}
