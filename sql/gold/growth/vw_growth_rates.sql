-- vw_growth_rates: what the growth model starts from: who comes, who stays and who buys in a month.
-- kind: view
-- grain: one row; none before the lake has three whole months beside its first one
-- key: month_start
-- inputs: silver_session_days, silver_identity_map, fct_events, fct_orders, dim_dates, watermark
-- owner: growth
-- not null: new_users, resurrected_users, existing_users, activated_rate, retained_rate, activated_retained_rate, other_retained_rate, buyer_rate, revenue_per_buyer
-- columns:
--   month_start: the first day of the last whole month; it and the two before it are looked at
--   new_users: N: persons active for the first time ever, a month, count with four places
--   resurrected_users: S: persons who came back after a month or more without, count with four places
--   existing_users: E: active persons who are not new, a month, count with four places
--   activated_rate: a: share of the new persons who were activated, 0 to 1
--   retained_rate: r: share of the existing persons who are active again a month later, 0 to 1
--   activated_retained_rate: r₁: likewise of the new persons who were activated, 0 to 1
--   other_retained_rate: r₀: likewise of the other new persons, 0 to 1
--   buyer_rate: c: buyers ÷ active persons, 0 to 1
--   revenue_per_buyer: v: net revenue ÷ buyers, in the reporting currency
--
-- Means of three months, and ratios of their sums. Who is active again is told of the months before
-- each of the three. The lake's first month, of which nobody knows who is new in it, is left out of
-- all. Who is new and has not had the days of `growth.activation.days` (7) yet is no evidence of who
-- is activated. A share that nobody shows is that of all new persons, or of all others. Revenue is
-- that of orders, less refunds.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

{%- set counts = [
    'active_users', 'new_users', 'seen_users', 'activated_users', 'resurrected_users',
    'existing_users', 'existing_kept', 'new_kept', 'seen_kept', 'activated_kept', 'buyers',
    'net_revenue',
] %}

with active_days as (

    {{ active_days() | indent }}

),

person_months as (

    select
        user_id,
        {{ start_of('month', 'active_on') }} as month_start,
        min(first_interaction_at) as first_at
    from active_days
    group by user_id, {{ start_of('month', 'active_on') }}

),

person_months_in_order as (

    select
        *,
        lag(month_start) over (partition by user_id order by month_start asc nulls last)
            as former_start,
        lead(month_start) over (partition by user_id order by month_start asc nulls last)
            as later_start
    from person_months

),

people as (

    select
        user_id,
        month_start,
        first_at,
        {{ date_of("first_at + interval '" ~ 24 * growth.activation.days ~ "' hour") }} as last_date
    from person_months_in_order
    where former_start is null

),

visitors as (

    {{ visitors_of('people') | indent }}

),

deeds as (

    {{ deeds_of(
        'people', 'visitors', ['user_id'], growth.activation.events, growth.activation.days
    ) | indent }}

),

activated as (

    select user_id
    from deeds
    group by user_id
    having count(*) >= {{ growth.activation.times }}

),

newcomers as (

    select
        people.user_id,
        people.month_start,
        people.last_date < watermark.event_date as is_seen,
        activated.user_id is not null as is_activated
    from people
    left join activated on people.user_id = activated.user_id
    cross join watermark

),

active_persons as (

    select
        person_months_in_order.month_start,
        newcomers.user_id is not null as is_new,
        coalesce(newcomers.is_seen, false) as is_seen,
        coalesce(newcomers.is_activated, false) as is_activated,
        coalesce(
            {{ next_start('month', 'person_months_in_order.former_start') }}
            < person_months_in_order.month_start,
            false
        ) as is_resurrected,
        coalesce(
            person_months_in_order.later_start
            = {{ next_start('month', 'person_months_in_order.month_start') }},
            false
        ) as is_kept
    from person_months_in_order
    left join newcomers
        on
            person_months_in_order.user_id = newcomers.user_id
            and person_months_in_order.month_start = newcomers.month_start

),

active_counts as (

    select
        month_start,
        count(*) as active_users,
        count(*) filter (where is_new) as new_users,
        count(*) filter (where is_new and is_seen) as seen_users,
        count(*) filter (where is_new and is_seen and is_activated) as activated_users,
        count(*) filter (where is_resurrected) as resurrected_users,
        count(*) filter (where not is_new) as existing_users,
        count(*) filter (where not is_new and is_kept) as existing_kept,
        count(*) filter (where is_new and is_kept) as new_kept,
        count(*) filter (where is_new and is_seen and is_kept) as seen_kept,
        count(*) filter (where is_new and is_seen and is_activated and is_kept) as activated_kept
    from active_persons
    group by month_start

),

order_counts as (

    select
        {{ start_of('month', 'fct_orders.order_date') }} as month_start,
        count(distinct {{ person_of('fct_orders') }}) as buyers,
        sum(fct_orders.revenue) - sum(fct_orders.refunded_value) as net_revenue
    from fct_orders
    left join silver_identity_map on fct_orders.visitor_id = silver_identity_map.visitor_id
    group by {{ start_of('month', 'fct_orders.order_date') }}

),

months as (

    {{ periods_of('month') | indent }}

),

last_month as (

    select
        max(period_start) as month_start,
        max(period_number) as period_number
    from months
    where is_complete

),

months_looked_at as (

    select
        months.period_start,
        months.period_number,
        last_month.month_start,
        months.period_number > last_month.period_number - 3 as is_looked_at,
        months.period_number < last_month.period_number as is_followed
    from months
    inner join last_month
        on
            months.period_number between last_month.period_number - 3 and last_month.period_number
            and last_month.period_number >= 3
    where months.period_number > 0

),

sums as (

    select
        months_looked_at.month_start,
        {%- for name in counts %}
        coalesce(sum({{ name }}) filter (where months_looked_at.is_looked_at), 0) as {{ name }},
        coalesce(sum({{ name }}) filter (where months_looked_at.is_followed), 0)
            as {{ name }}_followed
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from months_looked_at
    left join active_counts on months_looked_at.period_start = active_counts.month_start
    left join order_counts on months_looked_at.period_start = order_counts.month_start
    group by months_looked_at.month_start

),

shares as (

    select
        *,
        {{ rate('activated_users', 'seen_users') }} as activated_rate,
        {{ rate('existing_kept_followed', 'existing_users_followed') }} as existing_kept_rate,
        {{ rate('new_kept_followed', 'new_users_followed') }} as new_kept_rate,
        {{ rate('activated_kept_followed', 'activated_users_followed') }} as activated_kept_rate,
        {{ rate(
            'seen_kept_followed - activated_kept_followed',
            '(seen_users_followed - activated_users_followed)',
        ) }} as other_kept_rate,
        {{ rate('least(buyers, active_users)', 'active_users') }} as buyer_rate
    from sums

)

select
    month_start,
    {{ average('new_users', '3') }} as new_users,
    {{ average('resurrected_users', '3') }} as resurrected_users,
    {{ average('existing_users', '3') }} as existing_users,
    coalesce(activated_rate, 0) as activated_rate,
    coalesce(existing_kept_rate, new_kept_rate, 0) as retained_rate,
    coalesce(activated_kept_rate, new_kept_rate, existing_kept_rate, 0) as activated_retained_rate,
    coalesce(other_kept_rate, new_kept_rate, existing_kept_rate, 0) as other_retained_rate,
    coalesce(buyer_rate, 0) as buyer_rate,
    coalesce({{ average('net_revenue', 'buyers') }}, 0) as revenue_per_buyer
from shares
