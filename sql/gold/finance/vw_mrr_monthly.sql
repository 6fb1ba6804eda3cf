-- vw_mrr_monthly: how monthly recurring revenue got from the start of each month to its end, and who stayed.
-- kind: view
-- grain: one row per month since the first subscription was paid for
-- key: month_start
-- inputs: vw_mrr_movements, dim_dates, watermark
-- owner: finance
-- not null: mrr_start, new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr, churned_mrr, mrr_end, mrr_kept, mrr_kept_at_most, customers_start, customers_new, customers_reactivated, customers_churned, customers_end, customers_lost, is_complete, is_first_period
-- columns:
--   month_start
--   mrr_start: MRR before the month's first day, in the reporting currency
--   new_mrr: MRR of customers who never paid before, in the reporting currency
--   reactivation_mrr: MRR of customers who had left and came back, in the reporting currency
--   expansion_mrr: what customers pay more, in the reporting currency
--   contraction_mrr: what customers pay less, in the reporting currency, 0 or negative
--   churned_mrr: what customers who left had paid, in the reporting currency, 0 or negative
--   mrr_end: MRR at the end of the month's last day, in the reporting currency
--   mrr_kept: what the customers of the start pay at the end, in the reporting currency
--   mrr_kept_at_most: the same, with nobody counted above what they paid, in the reporting currency
--   customers_start: customers who paid before the month's first day, count
--   customers_new: movements of the month that are `new`, count
--   customers_reactivated: movements that are `reactivation`, count
--   customers_churned: movements that are `churn`, count
--   customers_end: customers who pay at the end, count
--   customers_lost: customers of the start who pay nothing at the end, count
--   nrr: net revenue retention: `mrr_kept` ÷ `mrr_start`, 0 to 1, and above where they pay more
--   grr: gross revenue retention: `mrr_kept_at_most` ÷ `mrr_start`, 0 to 1
--   logo_churn_rate: `customers_lost` ÷ `customers_start`, 0 to 1
--   quick_ratio: what came (new, reactivation, expansion) ÷ what went (contraction, churn), 0 to 1
--     where more went
--   arpu: `mrr_end` ÷ `customers_end`, in the reporting currency
--   is_complete: the month's last day is over; the month that runs has no rates
--   is_first_period: the lake's first month: who is new in it may have paid before
--
-- Start + new + reactivation + expansion + contraction + churn = end, exactly. Who came and went
-- within the month counts in both, and in neither retention: NRR and GRR look at the customers of
-- the start alone. An empty rate has nothing to divide by, or its month is not over.

with months as (

    select distinct {{ start_of('month', 'dim_dates.date_day') }} as month_start
    from dim_dates

),

first_month as (

    select min(month_start) as month_start
    from months

),

movements as (

    select
        vw_mrr_movements.*,
        {{ start_of('month', 'vw_mrr_movements.moved_on') }} as month_start
    from vw_mrr_movements

),

movement_sums as (

    select
        month_start,
        sum(mrr_change) as mrr_change,
        coalesce(sum(mrr_change) filter (where movement = 'new'), 0) as new_mrr,
        coalesce(sum(mrr_change) filter (where movement = 'reactivation'), 0) as reactivation_mrr,
        coalesce(sum(mrr_change) filter (where movement = 'expansion'), 0) as expansion_mrr,
        coalesce(sum(mrr_change) filter (where movement = 'contraction'), 0) as contraction_mrr,
        coalesce(sum(mrr_change) filter (where movement = 'churn'), 0) as churn_mrr,
        count(*) filter (where movement = 'new') as new_count,
        count(*) filter (where movement = 'reactivation') as reactivation_count,
        count(*) filter (where movement = 'churn') as churn_count
    from movements
    group by month_start

),

customer_months as (

    select
        user_id,
        month_start,
        {{ first_by('mrr_before', 'moved_on') }} as mrr_start,
        {{ last_by('mrr_after', 'moved_on') }} as mrr_end,
        sum(mrr_change) as mrr_change
    from movements
    group by user_id, month_start

),

kept_sums as (

    select
        month_start,
        sum(mrr_change) as kept_change,
        sum(least(mrr_change, 0)) as kept_at_most_change,
        count(*) filter (where mrr_end = 0) as customers_lost
    from customer_months
    where mrr_start > 0
    group by month_start

),

month_sums as (

    select
        months.month_start,
        {%- for name in [
            'mrr_change', 'new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr',
            'churn_mrr', 'new_count', 'reactivation_count', 'churn_count',
        ] %}
        coalesce(movement_sums.{{ name }}, 0) as {{ name }},
        {%- endfor %}
        coalesce(kept_sums.kept_change, 0) as kept_change,
        coalesce(kept_sums.kept_at_most_change, 0) as kept_at_most_change,
        coalesce(kept_sums.customers_lost, 0) as customers_lost,
        sum(coalesce(movement_sums.mrr_change, 0)) over (
            order by months.month_start asc nulls last
            rows between unbounded preceding and current row
        ) as mrr_end,
        cast(sum(
            coalesce(
                movement_sums.new_count + movement_sums.reactivation_count
                - movement_sums.churn_count, 0
            )
        ) over (
            order by months.month_start asc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as customers_end,
        months.month_start = first_month.month_start as is_first_period,
        {{ start_of('month', add_days('months.month_start', 31)) }} <= watermark.event_date
            as is_complete
    from months
    left join movement_sums on months.month_start = movement_sums.month_start
    left join kept_sums on months.month_start = kept_sums.month_start
    cross join first_month
    cross join watermark
    where months.month_start >= (select min(movements.month_start) from movements)

),

months_with_start as (

    select
        *,
        mrr_end - mrr_change as mrr_start,
        customers_end - new_count - reactivation_count + churn_count as customers_start
    from month_sums

)

select
    month_start,
    {{ money('mrr_start') }} as mrr_start,
    {{ money('new_mrr') }} as new_mrr,
    {{ money('reactivation_mrr') }} as reactivation_mrr,
    {{ money('expansion_mrr') }} as expansion_mrr,
    {{ money('contraction_mrr') }} as contraction_mrr,
    {{ money('churn_mrr') }} as churned_mrr,
    {{ money('mrr_end') }} as mrr_end,
    {{ money('mrr_start + kept_change') }} as mrr_kept,
    {{ money('mrr_start + kept_at_most_change') }} as mrr_kept_at_most,
    customers_start,
    new_count as customers_new,
    reactivation_count as customers_reactivated,
    churn_count as customers_churned,
    customers_end,
    customers_lost,
    case when is_complete then {{ ratio('mrr_start + kept_change', 'mrr_start') }} end as nrr,
    case when is_complete then {{ rate('mrr_start + kept_at_most_change', 'mrr_start') }} end
        as grr,
    case when is_complete then {{ rate('customers_lost', 'customers_start') }} end
        as logo_churn_rate,
    case
        when is_complete
            then {{ ratio(
                'new_mrr + reactivation_mrr + expansion_mrr', '(-contraction_mrr - churn_mrr)'
            ) }}
    end as quick_ratio,
    case when is_complete then {{ average('mrr_end', 'customers_end') }} end as arpu,
    is_complete,
    is_first_period
from months_with_start
