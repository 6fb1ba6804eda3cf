-- experiments: What does each variant of an experiment do to conversion and order value?
-- team: growth
-- views: vw_experiment_performance
-- example: The shop's year knows no experiment: the one row is all sessions, none of which saw a variant.
--
-- A session counts in each experiment of which it saw one variant; sessions that saw more are left
-- out and counted. The control is the one of `experiments.controls`, else the first variant by
-- name. The difference is only to be believed where its interval leaves out 0 (p below 0.05), and
-- only if it was decided beforehand how long the experiment runs.

select
    coalesce(experiment_id, '(none)') as variant,
    is_control,
    sessions,
    mixed_sessions,
    visitors,
    round(conversion_rate, 4) as conversion_rate,
    round(conversion_difference, 4) as conversion_difference,
    round(difference_low, 4) as difference_low,
    round(difference_high, 4) as difference_high,
    round(p_value, 4) as p_value,
    orders,
    round(revenue, 2) as revenue,
    round(aov, 2) as average_order_value,
    round(revenue_per_visitor, 2) as revenue_per_visitor
from vw_experiment_performance
order by variant
