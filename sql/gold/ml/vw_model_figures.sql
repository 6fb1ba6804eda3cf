-- vw_model_figures: the figures of each model's card, with their intervals.
-- kind: view
-- grain: one row per model, version, part, name and figure
-- key: model, model_version, part, name, figure
-- inputs: model_figures, model_cards
-- owner: ml
-- not null: is_current
-- columns:
--   model: the model
--   model_version
--   part: `figure` (of what is used), `candidate`, `baseline`, `bin`, `feature`, `metric` or `segment`
--   name: which candidate, baseline, bin, feature, metric or segment
--   figure: what is told, as `auc`
--   value: how much it is
--   low: the least that it is with 95 % certainty; empty without an interval
--   high: the most that it is with 95 % certainty; empty without an interval
--   is_current: the scores of the views are this version's

select
    model_figures.model,
    model_figures.model_version,
    model_figures.part,
    model_figures.name,
    model_figures.figure,
    model_figures.value,
    model_figures.low,
    model_figures.high,
    coalesce(model_cards.is_current, false) as is_current
from model_figures
left join model_cards
    on
        model_figures.model = model_cards.model
        and model_figures.model_version = model_cards.model_version
