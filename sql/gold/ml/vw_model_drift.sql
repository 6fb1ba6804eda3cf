-- vw_model_drift: how far what a model reads has moved since it was trained, at the last scoring.
-- kind: view
-- grain: one row per model, name and figure
-- key: model, name, figure
-- inputs: model_drift
-- owner: ml
-- not null: model_version, cutoff, state
-- one of: state (ok | note | alert)
-- columns:
--   model: the model
--   model_version, cutoff
--   name: the feature; `labels` of what came of those who could be judged since
--   figure: `stability_index`, `missing_rate`, `base_rate`, `predicted_mean` or `auc`
--   value: how much it is
--   before: how much it was in training; empty of a stability index
--   state: `ok`, `note` or `alert`
--
-- A stability index is the population stability index against the rows of training: 0.1 is worth a
-- note, 0.25 an alert.

select
    model,
    model_version,
    cutoff,
    name,
    figure,
    value,
    before,
    state
from model_drift
