-- vw_subscription_ends_monthly: how many paid subscriptions ended, and how many of these by a payment that failed.
-- kind: view
-- grain: one row per month in which a paid subscription ended
-- key: month_start
-- inputs: dim_subscriptions, silver_billing_events, fct_payments, watermark
-- owner: finance
-- not null: ended, involuntary, wished, ended_mrr, involuntary_mrr, is_complete, is_seen_30_days
-- columns:
--   month_start
--   ended: subscriptions that ended, or came to cost nothing, count
--   involuntary: of these, ended within 30 days of an invoice that failed and was not paid within 30
--     days, count
--   wished: of the others, ended after a wish to leave (`subscription_cancel`), count
--   ended_mrr: what they had cost in a month, in the reporting currency
--   involuntary_mrr: of it, that of involuntary ends, in the reporting currency
--   involuntary_rate: `involuntary` ÷ `ended`, 0 to 1; empty until 30 days after the month
--   is_complete: the month's last day is over
--   is_seen_30_days: 30 days after the month's last day are over
--
-- Of subscriptions, not of customers: who has another one is no churn in `vw_mrr_movements`. A
-- subscription that goes on in another version has not ended.

with ends as (

    select
        versions.subscription_id,
        versions.mrr,
        versions.valid_from,
        versions.valid_to as ended_on
    from dim_subscriptions as versions
    left join dim_subscriptions as followers
        on
            versions.subscription_id = followers.subscription_id
            and versions.valid_to = followers.valid_from
            and followers.mrr > 0
    where
        versions.mrr > 0
        and versions.valid_to is not null
        and followers.subscription_id is null

),

invoices as (

    {{ tried_invoices() | indent }}

),

failures as (

    select distinct
        ends.subscription_id,
        ends.ended_on
    from ends
    inner join invoices
        on
            ends.subscription_id = invoices.subscription_id
            and ends.ended_on >= invoices.first_tried_on
            and ends.ended_on <= {{ add_days('invoices.first_tried_on', 30) }}
    where invoices.has_failed and not invoices.is_paid_in_30_days

),

wishes as (

    select distinct
        ends.subscription_id,
        ends.ended_on
    from ends
    inner join silver_billing_events
        on
            ends.subscription_id = silver_billing_events.subscription_id
            and ends.valid_from <= silver_billing_events.event_date
            and ends.ended_on >= silver_billing_events.event_date
    where silver_billing_events.event_name = 'subscription_cancel'

),

ends_with_reason as (

    select
        ends.*,
        {{ start_of('month', 'ends.ended_on') }} as month_start,
        failures.subscription_id is not null as is_involuntary,
        failures.subscription_id is null and wishes.subscription_id is not null as is_wished
    from ends
    left join failures
        on
            ends.subscription_id = failures.subscription_id
            and ends.ended_on = failures.ended_on
    left join wishes
        on ends.subscription_id = wishes.subscription_id and ends.ended_on = wishes.ended_on

),

months as (

    select
        month_start,
        {{ start_of('month', add_days('month_start', 31)) }} as next_start,
        count(*) as ended,
        count(*) filter (where is_involuntary) as involuntary,
        count(*) filter (where is_wished) as wished,
        sum(mrr) as ended_mrr,
        coalesce(sum(mrr) filter (where is_involuntary), 0) as involuntary_mrr
    from ends_with_reason
    group by month_start

),

months_with_state as (

    select
        months.*,
        months.next_start <= watermark.event_date as is_complete,
        {{ add_days('months.next_start', 30) }} <= watermark.event_date as is_seen_30_days
    from months
    cross join watermark

)

select
    month_start,
    ended,
    involuntary,
    wished,
    {{ money('ended_mrr') }} as ended_mrr,
    {{ money('involuntary_mrr') }} as involuntary_mrr,
    case when is_seen_30_days then {{ rate('involuntary', 'ended') }} end as involuntary_rate,
    is_complete,
    is_seen_30_days
from months_with_state
