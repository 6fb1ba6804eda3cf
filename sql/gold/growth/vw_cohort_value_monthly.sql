-- vw_cohort_value_monthly: what the people of each month brought in since, and are likely to bring.
-- kind: view
-- grain: one row per month of first activity, segment and number of months later, those to come included
-- key: cohort_month, segment, months_later
-- inputs: silver_session_days, silver_identity_map, dim_users, dim_dates, watermark, fct_orders, fct_refunds, fct_payments
-- owner: growth
-- not null: cohort_users, is_complete, is_projected, is_first_period
-- columns:
--   cohort_month: the first day of the month in which these persons were active for the first time
--   segment
--   months_later: how many months later, a number from 0
--   cohort_users: persons of the cohort, count
--   month_value: orders and paid invoices that are no order's, less what was paid back, of that month
--     alone, in the reporting currency; empty for months to come
--   value: the same of all months from the first to that one, in the reporting currency; empty for
--     months to come
--   projected_value: `value` where the month is over, else the last whole one times the factors in
--     between, in the reporting currency; empty where no cohort has come so far
--   ltv: `projected_value` ÷ `cohort_users`, in the reporting currency
--   factor: value to the next month ÷ value to this one, over all cohorts that have both whole, 0 to
--     1 where more was paid back; the same for each cohort
--   is_complete: the month is over
--   is_projected: `projected_value` and `ltv` are an estimate, as the month is not over
--   is_first_period: the cohort is the lake's first month: its people may have come before
--
-- A chain ladder: what a cohort will have brought is what it has brought so far, times how much the
-- cohorts before it grew from there. An order counts in its month, what was paid back of it in the
-- month of the refund, and at most the order's revenue; a payment less what was paid back of it in
-- the month of the payment. What was earned of nobody known, of persons who were never active, or
-- before they were, is no cohort's.

with active_days as (

    {{ active_days() | indent }}

),

first_days as (

    select
        user_id,
        min(active_on) as first_on
    from active_days
    group by user_id

),

people as (

    {{ people_of('first_days') | indent }}

),

earned as (

    {{ earned_by_month() | indent }}

),

cohort_earned as (

    select
        people.segment,
        {{ start_of('month', 'people.first_on') }} as cohort_month,
        {{ periods_between('month', 'people.first_on', 'earned.month_start') }} as months_later,
        sum(earned.value) as month_value
    from earned
    inner join people on earned.user_id = people.user_id
    where earned.month_start >= {{ start_of('month', 'people.first_on') }}
    group by
        people.segment,
        {{ start_of('month', 'people.first_on') }},
        {{ periods_between('month', 'people.first_on', 'earned.month_start') }}

),

all_earned as (

    {{ with_all('cohort_earned', ['cohort_month', 'months_later'], ['month_value']) | indent }}

),

cohorts as (

    select
        segment,
        {{ start_of('month', 'first_on') }} as cohort_month,
        count(*) as cohort_users
    from people
    group by segment, {{ start_of('month', 'first_on') }}

),

all_cohorts as (

    {{ with_all('cohorts', ['cohort_month'], ['cohort_users']) | indent }}

),

segments as (

    {{ segments_of('people') | indent }}

),

months as (

    {{ periods_of('month') | indent }}

),

last_months as (

    select
        max(period_number) as last_number,
        coalesce(max(case when is_complete then period_number end), -1) as last_whole_number
    from months

),

cells as (

    select
        months.period_start as cohort_month,
        segments.segment,
        laters.period_number as months_later,
        months.period_number + laters.period_number <= last_months.last_number as has_begun,
        months.period_number + laters.period_number <= last_months.last_whole_number as is_complete,
        last_months.last_whole_number - months.period_number as last_whole_later,
        months.is_first_period
    from months
    cross join segments
    cross join last_months
    cross join months as laters
    where
        months.period_number + laters.period_number <= last_months.last_number
        or laters.period_number <= last_months.last_whole_number

),

cells_with_value as (

    select
        cells.*,
        coalesce(all_cohorts.cohort_users, 0) as cohort_users,
        coalesce(all_earned.month_value, 0) as month_value,
        sum(coalesce(all_earned.month_value, 0)) over (
            partition by cells.cohort_month, cells.segment
            order by cells.months_later asc nulls last
            rows between unbounded preceding and current row
        ) as value
    from cells
    left join all_cohorts
        on
            cells.cohort_month = all_cohorts.cohort_month
            and cells.segment = all_cohorts.segment
    left join all_earned
        on
            cells.cohort_month = all_earned.cohort_month
            and cells.segment = all_earned.segment
            and cells.months_later = all_earned.months_later

),

factors as (

    select
        cells_with_value.segment,
        cells_with_value.months_later,
        sum(later_cells.value) as later_value,
        sum(cells_with_value.value) as value
    from cells_with_value
    inner join cells_with_value as later_cells
        on
            cells_with_value.cohort_month = later_cells.cohort_month
            and cells_with_value.segment = later_cells.segment
            and cells_with_value.months_later + 1 = later_cells.months_later
    where later_cells.is_complete
    group by cells_with_value.segment, cells_with_value.months_later

),

chain as (

    select
        segment,
        months_later,
        {{ ratio('later_value', 'value') }} as factor,
        case
            when value > 0 and later_value > 0
                then ln({{ inexact('later_value') }} / {{ inexact('value') }})
        end as log_factor
    from factors

),

chain_so_far as (

    select
        segment,
        months_later,
        factor,
        sum(coalesce(log_factor, 0)) over (
            partition by segment order by months_later asc nulls last
            rows between unbounded preceding and current row
        ) as log_factor,
        sum(case when log_factor is null then 1 else 0 end) over (
            partition by segment order by months_later asc nulls last
            rows between unbounded preceding and current row
        ) as gaps
    from chain

),

projected as (

    select
        cells_with_value.*,
        own.factor,
        case
            when cells_with_value.is_complete then cells_with_value.value
            when former.gaps - coalesce(before_base.gaps, 0) = 0 then {{ money_of(
                inexact('base.value')
                ~ ' * exp(least(former.log_factor - coalesce(before_base.log_factor, 0), 600))'
            ) }}
        end as projected_value
    from cells_with_value
    left join chain_so_far as own
        on
            cells_with_value.segment = own.segment
            and cells_with_value.months_later = own.months_later
    left join chain_so_far as former
        on
            cells_with_value.segment = former.segment
            and cells_with_value.months_later - 1 = former.months_later
    left join cells_with_value as base
        on
            cells_with_value.cohort_month = base.cohort_month
            and cells_with_value.segment = base.segment
            and cells_with_value.last_whole_later = base.months_later
    left join chain_so_far as before_base
        on
            cells_with_value.segment = before_base.segment
            and cells_with_value.last_whole_later - 1 = before_base.months_later

)

select
    cohort_month,
    segment,
    cast(months_later as bigint) as months_later,
    cast(cohort_users as bigint) as cohort_users,
    case when has_begun then {{ money('month_value') }} end as month_value,
    case when has_begun then {{ money('value') }} end as value,
    {{ money('projected_value') }} as projected_value,
    {{ average('projected_value', 'cohort_users') }} as ltv,
    factor,
    is_complete,
    not is_complete as is_projected,
    is_first_period
from projected
