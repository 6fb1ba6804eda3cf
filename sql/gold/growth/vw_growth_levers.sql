-- vw_growth_levers: what each lever of growth is worth, which one pays best, and all of them together.
-- kind: view
-- grain: one row per lever, and one for all of them at once; none before `vw_growth_rates` has its row
-- key: lever
-- inputs: vw_growth_rates, vw_growth_projection
-- owner: growth
-- not null: months_ahead, baseline_revenue, revenue, impact
-- one of: lever (acquisition | activation | retention | conversion | order_value | compound)
-- columns:
--   lever: `acquisition` (new persons), `activation` (the activated share of them), `retention` (the share
--     that stays), `conversion` (buyers ÷ active persons), `order_value` (net revenue ÷ buyer), or
--     `compound`: all of them at once
--   lever_rank: place among the levers, a number from 1: by ROI, then by impact; empty for `compound`
--   months_ahead: how many months are looked ahead, a number (`growth.months_ahead`, 12)
--   value: what the lever moves, as it is; empty for `compound`
--   pulled_value: what it becomes; a share is at most 1
--   uplift: by which share of it the lever is pulled (`growth.levers`), 0 to 1 up to doubled
--   baseline_revenue: net revenue of these months as things are, in the reporting currency
--   revenue: net revenue of these months with the lever pulled, in the reporting currency
--   impact: what the lever adds to revenue, in the reporting currency
--   elasticity: impact ÷ baseline ÷ uplift: by how many parts revenue grows for each part of uplift, 0
--     to 1 where it grows by less
--   cost: what pulling the lever costs, in the reporting currency; empty where the settings say nothing;
--     of `compound`, of all levers, where each has a cost
--   roi: (impact × `growth.margin` − cost) ÷ cost, 0 to 1 up to doubled, -1 where all is lost; empty
--     without a cost
--   interaction: of `compound`, what it adds beyond the sum of the levers, in the reporting currency;
--     empty for the others
--
-- Arithmetic on what was observed (`vw_growth_projection`), not what a lever will do: r₁ above r₀ does
-- not prove that who is activated stays.

{%- set values = {
    'acquisition': 'new_users', 'activation': 'activated_rate', 'retention': 'retained_rate',
    'conversion': 'buyer_rate', 'order_value': 'revenue_per_buyer',
} %}
{%- set costs = [] %}
{%- for lever in values if growth.lever(lever).cost is not none %}
{%- set _ = costs.append(growth.lever(lever).cost) %}
{%- endfor %}

with rates as (

    select *
    from vw_growth_rates

),

scenarios as (

    select
        scenario,
        cast(sum(revenue) as decimal(24, 4)) as revenue
    from vw_growth_projection
    group by scenario

),

levers as (
    {% for lever, column in values.items() %}
    select
        '{{ lever }}' as lever,
        {{ loop.index }} as lever_number,
        cast({{ column }} as decimal(24, 6)) as value,
        {% if column.endswith('_rate') -%}
        cast(least({{ pulled(column, lever, lever) }}, 1) as decimal(24, 6)) as pulled_value,
        {%- else -%}
        cast({{ pulled(column, lever, lever) }} as decimal(24, 6)) as pulled_value,
        {%- endif %}
        cast({{ growth.lever(lever).uplift }} as decimal(18, 6)) as uplift,
        cast(
            {{ 'null' if growth.lever(lever).cost is none else growth.lever(lever).cost }}
            as decimal(18, 4)
        ) as cost
    from rates

    union all
    {% endfor %}
    select
        'compound' as lever,
        6 as lever_number,
        cast(null as decimal(24, 6)) as value,
        cast(null as decimal(24, 6)) as pulled_value,
        cast(null as decimal(18, 6)) as uplift,
        cast({{ costs | sum if costs | length == 5 else 'null' }} as decimal(18, 4)) as cost
    from rates

),

weighed as (

    select
        levers.*,
        baseline.revenue as baseline_revenue,
        scenarios.revenue,
        scenarios.revenue - baseline.revenue as impact
    from levers
    inner join scenarios on levers.lever = scenarios.scenario
    inner join scenarios as baseline on baseline.scenario = 'baseline'

),

added as (

    select sum(impact) as impact
    from weighed
    where lever <> 'compound'

),

weighed_with_roi as (

    select
        weighed.*,
        {{ ratio('(weighed.impact * ' ~ growth.margin ~ ' - weighed.cost)', 'weighed.cost') }}
            as roi,
        {{ ratio('weighed.impact', '(weighed.baseline_revenue * weighed.uplift)') }} as elasticity,
        case when weighed.lever = 'compound' then weighed.impact - added.impact end as interaction
    from weighed
    cross join added

),

ranked as (

    select
        *,
        count(*) over (
            partition by lever = 'compound'
            order by roi desc nulls last, impact desc nulls last, lever_number asc nulls last
            rows between unbounded preceding and current row
        ) as lever_rank
    from weighed_with_roi

)

select
    lever,
    case when lever <> 'compound' then lever_rank end as lever_rank,
    {{ growth.months_ahead }} as months_ahead,
    value,
    pulled_value,
    uplift,
    {{ money('baseline_revenue') }} as baseline_revenue,
    {{ money('revenue') }} as revenue,
    {{ money('impact') }} as impact,
    elasticity,
    cost,
    roi,
    {{ money('interaction') }} as interaction
from ranked
