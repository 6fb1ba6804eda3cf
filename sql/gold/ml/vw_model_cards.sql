-- vw_model_cards: each model that was trained, how it was judged, and whether it is used.
-- kind: view
-- grain: one row per model and version
-- key: model, model_version
-- inputs: model_cards
-- owner: ml
-- not null: state, is_current, verdict, question, not_for
-- one of: state (published | refused)
-- columns:
--   model: `churn`, `value`, `segments`, `anomalies` or `forecast`
--   model_version
--   state: `published`, or `refused` where it did not beat its baselines
--   is_current: its scores are those of the views
--   verdict: why it was published or refused, in a sentence
--   question: what it answers
--   not_for: what it must not be used for
--   snapshot_id: number of the lake's snapshot that it was trained on
--   test_cutoff: the first day that it was judged by
--   horizon_days: how far it looks ahead in days, count
--   train_rows: rows that it was trained on, count
--   test_rows: rows that it was judged by, count
--   base_rate: share of yes among the rows that it was trained on, 0 to 1; empty where nothing is so

select
    model,
    model_version,
    state,
    is_current,
    verdict,
    question,
    not_for,
    snapshot_id,
    test_cutoff,
    horizon_days,
    train_rows,
    test_rows,
    base_rate
from model_cards
