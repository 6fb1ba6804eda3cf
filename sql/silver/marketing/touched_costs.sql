-- touched_costs: what channels cost on the days and campaigns that new reports tell of.
-- kind: scope
-- grain: one row per day, source, medium and campaign
-- key: cost_id
-- events: marketing_cost
-- inputs: new_events, event_sources, source_categories, retracted_events, retold_events
-- before: fct_marketing_costs (cost_id string, event_id string, cost_date date, source string, medium string, campaign string, channel string, currency string, cost decimal(18, 4), cost_original decimal(18, 4), clicks bigint, impressions bigint, reported_at timestamp)
-- owner: marketing
--
-- Of all reports of a day, source, medium and campaign the last counts, by (reported_at, event_id):
-- what was known before the batch and its new events are all that is needed. A report without a
-- value tells of no cost, and counts for none. A report that does not say when it was made was made
-- at its event's time. Where reports are taken back, those that stand on their days tell the costs
-- anew; a row without a report goes.

-- What is taken back stands between its conditions, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with events as (

    select
        event_id,
        event_name,
        currency,
        items,
        value,
        clicks,
        impressions,
        reported_at,
        event_at,
        event_date
    from new_events
    {%- if takes_back() %}

    union all

    select
        event_id,
        event_name,
        currency,
        items,
        value,
        clicks,
        impressions,
        reported_at,
        event_at,
        event_date
    from retold_events
    {%- endif %}

),

reports as (

    select
        events.event_id,
        events.event_date as cost_date,
        event_sources.source,
        event_sources.medium,
        event_sources.campaign,
        {{ named_currency('events') }} as currency,
        events.value as cost_original,
        events.clicks,
        events.impressions,
        coalesce(events.reported_at, events.event_at) as reported_at
    from events
    left join event_sources on events.event_id = event_sources.event_id
    where events.event_name = 'marketing_cost' and events.value is not null

),

named_reports as (

    select
        reports.*,
        md5(concat(
            cast(reports.cost_date as string),
            {%- for name in ['source', 'medium', 'campaign'] %}
            '|', case
                when reports.{{ name }} is null then ''
                else concat(cast(length(reports.{{ name }}) as string), ':', reports.{{ name }})
            end{{ '' if loop.last else ',' }}
            {%- endfor %}
        )) as cost_id,
        {{ channel_of(
            'reports.source', 'reports.medium', 'reports.campaign',
            'source_categories.source_category',
        ) | indent(4) }} as channel,
        {{ in_reporting('reports.cost_original', 'reports.currency') }} as cost
    from reports
    left join source_categories on {{ lower_az('reports.source') }} = source_categories.source

),

all_reports as (

    select
        cost_id,
        event_id,
        cost_date,
        source,
        medium,
        campaign,
        channel,
        currency,
        cost,
        cast(cost_original as decimal(18, 4)) as cost_original,
        clicks,
        impressions,
        reported_at
    from named_reports

    union all

    select
        fct_marketing_costs.cost_id,
        fct_marketing_costs.event_id,
        fct_marketing_costs.cost_date,
        fct_marketing_costs.source,
        fct_marketing_costs.medium,
        fct_marketing_costs.campaign,
        fct_marketing_costs.channel,
        fct_marketing_costs.currency,
        fct_marketing_costs.cost,
        fct_marketing_costs.cost_original,
        fct_marketing_costs.clicks,
        fct_marketing_costs.impressions,
        fct_marketing_costs.reported_at
    from fct_marketing_costs
    where
        {{ on_dates('fct_marketing_costs.cost_date', 'new_events.event_date') }}
        and fct_marketing_costs.cost_id in (select named_reports.cost_id from named_reports)
        {%- if takes_back() %}
        and fct_marketing_costs.cost_date not in (
            select retracted_events.event_date
            from retracted_events
            where retracted_events.event_name = 'marketing_cost'
        )

    union all

    select
        fct_marketing_costs.cost_id,
        cast(null as string) as event_id,
        fct_marketing_costs.cost_date,
        fct_marketing_costs.source,
        fct_marketing_costs.medium,
        fct_marketing_costs.campaign,
        fct_marketing_costs.channel,
        fct_marketing_costs.currency,
        fct_marketing_costs.cost,
        fct_marketing_costs.cost_original,
        fct_marketing_costs.clicks,
        fct_marketing_costs.impressions,
        cast(null as timestamp) as reported_at
    from fct_marketing_costs
    where
        {{ on_dates('fct_marketing_costs.cost_date', 'retracted_events.event_date') }}
        and fct_marketing_costs.cost_date in (
            select retracted_events.event_date
            from retracted_events
            where retracted_events.event_name = 'marketing_cost'
        )
        {%- endif %}

),

ranked_reports as (

    select
        *,
        row_number() over (
            partition by cost_id
            order by reported_at desc nulls last, event_id desc nulls last
        ) as report_rank
    from all_reports

)

select
    cost_id,
    event_id,
    cost_date,
    source,
    medium,
    campaign,
    channel,
    currency,
    cost,
    cost_original,
    clicks,
    impressions,
    reported_at
from ranked_reports
where report_rank = 1
