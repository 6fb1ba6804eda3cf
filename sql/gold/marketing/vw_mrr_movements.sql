-- vw_mrr_movements: how each customer's monthly recurring revenue moved, day by day.
-- kind: view
-- grain: one row per customer and day on which their MRR moved
-- key: user_id, moved_on
-- inputs: dim_subscriptions, silver_identity_map
-- owner: marketing
-- not null: movement, mrr_before, mrr_change, mrr_after
-- one of: movement (new | reactivation | expansion | contraction | churn)
-- columns:
--   user_id: the customer: the person of the subscription, as far as known (else the device); of a
--     subscription that names nobody, the subscription
--   moved_on: the day
--   movement: `new` (paid nothing ever before), `reactivation` (paid before), `expansion`,
--     `contraction` or `churn` (pays nothing any more)
--   mrr_before: MRR on the day before, in the reporting currency
--   mrr_change: what the day brought, in the reporting currency; negative where it fell
--   mrr_after: MRR at the end of the day, in the reporting currency
--
-- A customer's MRR is the sum over their subscriptions, net of the day: an end and a start on one
-- day are one expansion or contraction, or none. Trials and pauses cost 0 and are no customers.

with versions as (

    select
        coalesce({{ payer_of('dim_subscriptions') }}, dim_subscriptions.subscription_id) as user_id,
        dim_subscriptions.mrr,
        dim_subscriptions.valid_from,
        dim_subscriptions.valid_to
    from dim_subscriptions
    left join silver_identity_map
        on dim_subscriptions.visitor_id = silver_identity_map.visitor_id
    where dim_subscriptions.mrr > 0

),

changes as (

    select
        user_id,
        valid_from as moved_on,
        mrr as mrr_change
    from versions

    union all

    select
        user_id,
        valid_to as moved_on,
        -mrr as mrr_change
    from versions
    where valid_to is not null

),

days as (

    select
        user_id,
        moved_on,
        cast(sum(mrr_change) as decimal(28, 4)) as mrr_change
    from changes
    group by user_id, moved_on
    having sum(mrr_change) <> 0

),

days_with_mrr as (

    select
        *,
        cast(sum(mrr_change) over (
            partition by user_id order by moved_on asc nulls last
            rows between unbounded preceding and current row
        ) as decimal(28, 4)) as mrr_after,
        row_number() over (partition by user_id order by moved_on asc nulls last) as day_number
    from days

)

select
    user_id,
    moved_on,
    case
        when day_number = 1 then 'new'
        when mrr_after = mrr_change then 'reactivation'
        when mrr_after = 0 then 'churn'
        when mrr_change > 0 then 'expansion'
        else 'contraction'
    end as movement,
    {{ money('mrr_after - mrr_change') }} as mrr_before,
    {{ money('mrr_change') }} as mrr_change,
    {{ money('mrr_after') }} as mrr_after
from days_with_mrr
