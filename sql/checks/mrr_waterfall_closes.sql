-- mrr_waterfall_closes: start and movements of a month give its end, in money and in customers, and what subscriptions cost
-- when: verify
-- severity: fail

-- The end is told a second time, by the versions that hold on the month's last day.

with months as (

    select
        *,
        {{ start_of('month', add_days('month_start', 31)) }} as next_start,
        lag(mrr_end, 1, 0) over (order by month_start asc nulls last) as former_end
    from vw_mrr_monthly

),

paid as (

    select
        months.month_start,
        sum(dim_subscriptions.mrr) as mrr_paid
    from months
    inner join dim_subscriptions
        on
            months.next_start > dim_subscriptions.valid_from
            and (
                dim_subscriptions.valid_to is null
                or months.next_start <= dim_subscriptions.valid_to
            )
    group by months.month_start

)

select
    months.month_start,
    months.mrr_start,
    months.mrr_end,
    paid.mrr_paid
from months
left join paid on months.month_start = paid.month_start
where
    months.mrr_end < 99999999999999.9999
    and months.mrr_start < 99999999999999.9999
    and (
        cast(months.mrr_start as decimal(28, 4)) + months.new_mrr + months.reactivation_mrr
        + months.expansion_mrr + months.contraction_mrr + months.churned_mrr <> months.mrr_end
        or months.mrr_start <> months.former_end
        or months.mrr_end <> coalesce(paid.mrr_paid, 0)
        or months.customers_start + months.customers_new + months.customers_reactivated
        - months.customers_churned <> months.customers_end
    )
