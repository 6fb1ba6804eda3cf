-- touched_subscriptions: the subscriptions that new events tell of.
-- kind: scope
-- grain: one row per subscription
-- key: subscription_id
-- events: subscription_change, subscription_end, subscription_start
-- inputs: new_billing_events, retracted_billing_events
-- chooses: rows
-- owner: finance
--
-- A wish to leave changes no version.

select distinct subscription_id
from new_billing_events
where event_name in ('subscription_change', 'subscription_end', 'subscription_start')
{%- if takes_back() %}

union

select subscription_id
from retracted_billing_events
where event_name in ('subscription_change', 'subscription_end', 'subscription_start')
{%- endif %}
