-- vw_churn_scores: how likely each person seen in the last 90 days is not to come back.
-- kind: view
-- grain: one row per person seen in the 90 days before the cutoff
-- key: user_id
-- inputs: person_scores
-- owner: ml
-- not null: churn_probability, risk_rank, model_version, cutoff
-- columns:
--   user_id: the person
--   churn_probability: probability of not being seen in the `ml.horizon_days` from the cutoff on,
--     0 to 1
--   risk_rank: place by that probability, from 1, the likeliest first
--   reasons: what raises it, as `recency_days 45 (usual 12)`; told of the first thousand alone
--   model_version
--   cutoff
--
-- Empty until a churn model is trained, better than its baselines, and scored. A reason is what the
-- score follows from, and no cause.

select
    user_id,
    cast(score as decimal(18, 6)) as churn_probability,
    cast(
        row_number() over (order by score desc nulls last, user_id asc nulls last) as bigint
    ) as risk_rank,
    reasons,
    model_version,
    cutoff
from person_scores
where model = 'churn'
