-- growth_levers: Which lever of growth pays most in the months ahead?
-- team: growth
-- views: vw_growth_levers
-- example: Nobody comes back to this shop, so to keep more of nobody is worth nothing; a tenth more people, buyers or order value are a tenth more revenue each.
--
-- Each lever is pulled by its `growth.levers` uplift, a tenth if it is not named, and all of them at
-- once in the last row, which is more than their sum by `interaction`. Without a cost there is no ROI,
-- and impact decides. It is arithmetic on what was observed, and no promise.

select
    lever_rank,
    lever,
    round(value, 4) as value,
    round(pulled_value, 4) as pulled_value,
    round(baseline_revenue, 2) as baseline_revenue,
    round(impact, 2) as impact,
    round(elasticity, 4) as elasticity,
    cost,
    round(roi, 4) as roi,
    round(interaction, 2) as interaction
from vw_growth_levers
order by lever_rank asc nulls last
