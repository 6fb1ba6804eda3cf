-- vw_growth_projection: what the coming months bring as things are, and with each lever pulled.
-- kind: view
-- grain: one row per scenario and month ahead; none before `vw_growth_rates` has its row
-- key: scenario, month_number
-- inputs: vw_growth_rates
-- owner: growth
-- not null: month_start, new_users, existing_users, active_users, revenue
-- one of: scenario (baseline | acquisition | activation | retention | conversion | order_value | compound)
-- columns:
--   scenario: `baseline`: as things are; one lever pulled; `compound`: all of them at once
--   month_number: how many months ahead, a number from 1 to `growth.months_ahead` (12)
--   month_start
--   new_users: N: new persons of the month, count with four places
--   existing_users: E: other active persons, count with four places
--   active_users: both, count with four places
--   revenue: net revenue of the month, in the reporting currency
--
-- Of those who are active, a share is active again a month later: r of the existing persons, of the
-- new ones r₁ where they are activated and r₀ where not. N new and S returning persons come each month.
-- So E(t) = rᵗ E + (r̄ N + S) (1 − rᵗ) ÷ (1 − r), with r̄ = a r₁ + (1 − a) r₀, and revenue(t) =
-- (N + E(t)) c v. A lever is 1 + its uplift times what it was; a share is at most 1. What is projected
-- is arithmetic on what was observed: r₁ above r₀ does not prove that who is activated stays.

with rates as (

    select *
    from vw_growth_rates

),

levers as (
    {% for scenario in [
        'baseline', 'acquisition', 'activation', 'retention', 'conversion', 'order_value',
        'compound',
    ] %}
    select
        '{{ scenario }}' as scenario,
        month_start as last_start,
        {{ inexact('existing_users') }} as existing_users,
        {{ inexact('resurrected_users') }} as resurrected_users,
        {{ inexact('activated_retained_rate') }} as activated_retained_rate,
        {{ inexact('other_retained_rate') }} as other_retained_rate,
        {{ pulled('new_users', 'acquisition', scenario) }} as new_users,
        least({{ pulled('activated_rate', 'activation', scenario) }}, 1) as activated_rate,
        least({{ pulled('retained_rate', 'retention', scenario) }}, 1) as retained_rate,
        least({{ pulled('buyer_rate', 'conversion', scenario) }}, 1) as buyer_rate,
        {{ pulled('revenue_per_buyer', 'order_value', scenario) }} as revenue_per_buyer
    from rates
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

months as (

    select
        levers.*,
        {{ numbers_to(growth.months_ahead) }} as month_number,
        levers.resurrected_users + levers.new_users * (
            levers.activated_rate * levers.activated_retained_rate
            + (1 - levers.activated_rate) * levers.other_retained_rate
        ) as joining_users
    from levers

),

kept as (

    select
        *,
        power(retained_rate, month_number) as kept_rate
    from months

),

projected as (

    select
        *,
        kept_rate * existing_users + joining_users * case
            when retained_rate = 1 then month_number
            else (1 - kept_rate) / (1 - retained_rate)
        end as projected_users
    from kept

)

select
    scenario,
    month_number,
    {{ months_after('last_start', 'month_number') }} as month_start,
    {{ money_of('new_users') }} as new_users,
    {{ money_of('projected_users') }} as existing_users,
    {{ money_of('(new_users + projected_users)') }} as active_users,
    {{ money_of('((new_users + projected_users) * buyer_rate * revenue_per_buyer)') }} as revenue
from projected
