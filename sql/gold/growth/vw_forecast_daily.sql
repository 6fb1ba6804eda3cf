-- vw_forecast_daily: active persons and revenue of the days to come, with what they may be.
-- kind: view
-- grain: one row per metric and day to come
-- key: metric, day
-- inputs: vw_forecast
-- owner: growth
-- not null: expected, low, high, cutoff
-- columns:
--   metric: `dau` (active persons of the day) or `revenue` (in the reporting currency)
--   day: the day to come
--   expected: what is to be expected
--   low: the least to expect: in four of five forecasts of the past, the day was between both
--   high: the most to expect
--   cutoff
--
-- Growth's look at `gold_ml.vw_forecast`, which names nobody. Empty until a forecast is published.

select
    metric,
    day,
    expected,
    low,
    high,
    cutoff
from vw_forecast
