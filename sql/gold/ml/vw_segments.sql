-- vw_segments: which kind of buyer each one is, by when, how often and for how much they bought.
-- kind: view
-- grain: one row per person who ordered before the cutoff
-- key: user_id
-- inputs: person_scores
-- owner: ml
-- not null: segment, model_version, cutoff
-- columns:
--   user_id: the person
--   segment: `champions`, `loyal`, `new`, `at risk` or `lost`, and a number where several are alike
--   model_version
--   cutoff
--
-- Empty until segments were found that stay the same over other seeds and other draws of people.

select
    user_id,
    label as segment,
    model_version,
    cutoff
from person_scores
where model = 'segments'
