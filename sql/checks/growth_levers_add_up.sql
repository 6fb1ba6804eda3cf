-- growth_levers_add_up: a lever that is not pulled is worth nothing, and levers are worth what their months bring
-- when: verify
-- severity: fail

with scenarios as (

    select
        scenario,
        count(*) as months,
        sum(revenue) as revenue
    from vw_growth_projection
    group by scenario

),

levers as (

    select
        vw_growth_levers.lever,
        vw_growth_levers.uplift,
        vw_growth_levers.impact,
        vw_growth_levers.interaction,
        scenarios.revenue - baseline.revenue as projected_impact,
        sum(case when vw_growth_levers.lever <> 'compound' then vw_growth_levers.impact end) over (
            partition by vw_growth_levers.months_ahead
        ) as impact_alone,
        scenarios.months = vw_growth_levers.months_ahead as has_all_months
    from vw_growth_levers
    left join scenarios on vw_growth_levers.lever = scenarios.scenario
    left join scenarios as baseline on baseline.scenario = 'baseline'

)

select
    lever,
    uplift,
    impact,
    projected_impact,
    interaction
from levers
where
    has_all_months is distinct from true
    or (projected_impact between -99999999999999 and 99999999999999 and impact <> projected_impact)
    or (uplift = 0 and impact <> 0)
    or (lever = 'compound' and interaction <> impact - impact_alone)
