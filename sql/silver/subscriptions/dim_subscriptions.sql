-- dim_subscriptions: what each subscription costs, and from which day to which.
-- kind: replace
-- grain: one row per subscription and version
-- key: subscription_id, valid_from
-- scope: touched_subscriptions
-- inputs: touched_subscriptions, silver_billing_events
-- owner: finance
-- not null: amount, amount_original, interval, mrr, is_current
-- one of: interval (day | week | month | quarter | year)
-- columns:
--   subscription_id: the subscription, as the shop calls it
--   visitor_id: the last visitor that its events name
--   user_id: the last person that its events name; none where they name nobody
--   plan_id: the plan, as the shop calls it
--   currency: currency of `amount_original`: as named, else the shop's own
--   amount: what is paid each interval, in the reporting currency
--   amount_original: what is paid each interval, in `currency`
--   interval: `day`, `week`, `month`, `quarter` or `year`; `month` where none is named
--   mrr: what that is in a month, in the reporting currency: amount × intervals a year (365, 52, 12,
--     4, 1) ÷ 12, rounded once
--   valid_from, valid_to, is_current
--
-- The state of a day is that after its last event; equal states in a row are one version, and a
-- subscription that began and ended on one day has none. What an event does not tell stays as it
-- was. After its end, a subscription comes back by `subscription_start` alone. A trial or a pause
-- costs 0 and is a version; a wish to leave (`subscription_cancel`) is none.

{%- set so_far %}over (
            partition by silver_billing_events.subscription_id
            order by
                silver_billing_events.event_at asc nulls last,
                silver_billing_events.event_id asc nulls last
            rows between unbounded preceding and current row
        )
{%- endset %}
{%- set in_order %}over (
            partition by subscription_id order by event_date asc nulls last
        )
{%- endset %}

with events as (

    select
        silver_billing_events.subscription_id,
        silver_billing_events.visitor_id,
        silver_billing_events.user_id,
        {{ last_known('silver_billing_events.plan_id') }} {{ so_far }} as plan_id,
        {{ last_known('silver_billing_events.interval') }} {{ so_far }} as interval_name,
        {{ last_known('silver_billing_events.value') }} {{ so_far }} as known_value,
        {{ last_known(
            'case when silver_billing_events.value is not null then '
            ~ currency_of('silver_billing_events.currency') ~ ' end'
        ) }} {{ so_far }} as known_currency,
        {{ last_known(
            "case when silver_billing_events.event_name <> 'subscription_change'"
            ~ ' then silver_billing_events.event_name end'
        ) }} {{ so_far }} as last_turn,
        silver_billing_events.event_date,
        {{ sort_key('silver_billing_events.event_at', 'silver_billing_events.event_id') }}
            as sort_key
    from silver_billing_events
    where
        silver_billing_events.event_name in (
            'subscription_change', 'subscription_end', 'subscription_start'
        )
        and silver_billing_events.subscription_id in (
            select touched_subscriptions.subscription_id from touched_subscriptions
        )

),

owners as (

    select
        subscription_id,
        max_by(visitor_id, sort_key) filter (where visitor_id is not null) as visitor_id,
        max_by(user_id, sort_key) filter (where user_id is not null) as user_id
    from events
    group by subscription_id

),

ranked_events as (

    select
        subscription_id,
        event_date,
        plan_id,
        coalesce(interval_name, 'month') as interval_name,
        coalesce(known_value, 0) as amount_original,
        coalesce(known_currency, {{ currency_of('null') }}) as currency,
        coalesce(last_turn, 'subscription_start') = 'subscription_start' as is_active,
        row_number() over (
            partition by subscription_id, event_date order by sort_key desc nulls last
        ) as event_rank
    from events

),

days as (

    select
        *,
        lag(is_active) {{ in_order }} as was_active,
        lag(plan_id) {{ in_order }} as former_plan_id,
        lag(interval_name) {{ in_order }} as former_interval,
        lag(amount_original) {{ in_order }} as former_amount,
        lag(currency) {{ in_order }} as former_currency
    from ranked_events
    where event_rank = 1

),

changes as (

    select
        *,
        lead(event_date) {{ in_order }} as valid_to
    from days
    where
        was_active is distinct from is_active
        or (
            is_active
            and (
                former_plan_id is distinct from plan_id
                or former_interval <> interval_name
                or former_amount <> amount_original
                or former_currency <> currency
            )
        )

)

select
    changes.subscription_id,
    owners.visitor_id,
    owners.user_id,
    changes.plan_id,
    changes.currency,
    {{ in_reporting('changes.amount_original', 'changes.currency') }} as amount,
    cast(changes.amount_original as decimal(18, 4)) as amount_original,
    changes.interval_name as interval,
    {{ monthly(
        'changes.amount_original', rate_units('changes.currency'),
        intervals_a_year('changes.interval_name'),
    ) | indent }} as mrr,
    changes.event_date as valid_from,
    changes.valid_to,
    changes.valid_to is null as is_current
from changes
inner join owners on changes.subscription_id = owners.subscription_id
where changes.is_active
