-- vw_forecast: active persons and revenue of the days to come, with what they may be.
-- kind: view
-- grain: one row per metric and day to come
-- key: metric, day
-- inputs: day_scores
-- owner: ml
-- not null: expected, low, high, model_version, cutoff
-- columns:
--   metric: `dau` (active persons of the day) or `revenue` (in the reporting currency)
--   day: the day to come
--   expected: what is to be expected
--   low: the least to expect: in four of five forecasts of the past, the day was between both
--   high: the most to expect
--   model_version
--   cutoff
--
-- The mean of the two ways that did best when they forecast days that are over. Empty until that was
-- better than the last week, last year and the weekday's median.

select
    metric,
    day,
    expected,
    low,
    high,
    model_version,
    cutoff
from day_scores
where model = 'forecast'
