-- vw_value_scores: what each buyer is likely to bring in the days to come.
-- kind: view
-- grain: one row per person who ordered before the cutoff
-- key: user_id
-- inputs: person_scores
-- owner: ml
-- not null: expected_value, value_rank, model_version, cutoff
-- columns:
--   user_id: the person
--   expected_value: net revenue to expect in the `ml.value_days` from the cutoff on, in the reporting
--     currency
--   expected_purchases: days with an order to expect in these days, a count with 6 places; empty where
--     the model tells money alone
--   value_rank: place by that value, from 1, the greatest first
--   model_version
--   cutoff
--
-- A ranking of people, and a sum over many; of one person it is a rough guess. Empty until a value
-- model is trained, better than its baselines, and scored.

select
    user_id,
    amount as expected_value,
    score as expected_purchases,
    cast(
        row_number() over (order by amount desc nulls last, user_id asc nulls last) as bigint
    ) as value_rank,
    model_version,
    cutoff
from person_scores
where model = 'value'
