-- payments_reconcile: the Gold view of payments shows them day by day, and nothing is paid back beyond its payment
-- when: verify
-- severity: fail

with amounts as (

    select
        payment_date,
        payments as shown,
        0 as held,
        total_value as shown_value,
        0 as held_value
    from (
        select
            payment_date,
            payments,
            {{ total('paid_value', 'failed_value') }} as total_value
        from vw_payments_daily
    ) as days

    union all

    select
        payment_date,
        0 as shown,
        1 as held,
        0 as shown_value,
        amount as held_value
    from fct_payments

    union all

    select
        payment_date,
        1 as shown,
        0 as held,
        0 as shown_value,
        0 as held_value
    from fct_payments
    where refunded_value > amount

)

select
    payment_date,
    sum(shown) as shown,
    sum(held) as held,
    sum(shown_value) as shown_value,
    sum(held_value) as held_value
from amounts
group by payment_date
having
    sum(shown) <> sum(held)
    or (sum(shown_value) <> sum(held_value) and max(shown_value) < 99999999999999.9999)
