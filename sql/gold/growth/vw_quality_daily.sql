-- vw_quality_daily: how each day's events keep the rules of data quality.
-- kind: view
-- grain: one row per day and rule; none for a day on which a rule has nothing to judge
-- key: event_date, rule
-- inputs: stg_events, silver_superseded_events, batches, fct_orders, silver_purchase_events, silver_bot_days, vw_field_fill_daily
-- owner: growth
-- not null: value, threshold, is_kept, rows
-- columns:
--   event_date: the day that is judged
--   rule: the rule, a file of sql/quality/
--   severity: what a broken rule is: `fail` or `warn`
--   value: what was measured: a share, 0 to 1, or a count
--   threshold: what it may be at most (of `fill_drop`, at least), a share, 0 to 1, or a count: a
--     setting of `quality`
--   rows: rows that break the rule, count
--   is_kept: the day keeps the rule
--
-- A refused line has no day of its own: it counts on the day of its batch's last event.

with measured as (
    {% for rule in rules() %}
    select
        day as event_date,
        '{{ rule.name }}' as rule,
        '{{ rule.severity }}' as severity,
        cast(value as decimal(18, 6)) as value,
        cast(threshold as decimal(18, 6)) as threshold,
        cast(rows as bigint) as rows,
        is_kept
    from (

        {{ rule.sql | indent(8) }} -- noqa: PRS

    ) as {{ rule.name }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    event_date,
    rule,
    severity,
    value,
    threshold,
    rows,
    is_kept
from measured
