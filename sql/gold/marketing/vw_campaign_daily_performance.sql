-- vw_campaign_daily_performance: how each discount campaign did, day by day.
-- kind: view
-- grain: one row per day and campaign, and one per day for what no campaign touched
-- key: session_date, campaign_id?
-- inputs: fct_event_items, silver_event_sessions, fct_orders, fct_order_items
-- owner: marketing
-- columns:
--   session_date: the day of the exposure (of the order, for orders and revenue)
--   campaign_id: the campaign's code; empty for order lines without a campaign
--   sessions_exposed: sessions that saw the campaign on a product that day, count
--   sessions_with_purchase: sessions with an order line of the campaign that day, count
--   conversion_rate: share of the exposed sessions with a purchase of it, 0 to 1
--   orders: orders with a line of the campaign, count
--   total_revenue: revenue of these lines, shared equally among a line's campaigns, in the
--     reporting currency
--   discount_given: discounts on these lines, shared likewise, in the reporting currency

with exposures as (

    select distinct
        fct_event_items.event_date as session_date,
        {{ each_of('fct_event_items.campaign_ids') }} as campaign_id,
        fct_event_items.event_id
    from fct_event_items
    where {{ count_of('fct_event_items.campaign_ids') }} > 0

),

exposed as (

    select
        exposures.session_date,
        exposures.campaign_id,
        count(distinct silver_event_sessions.session_id) as sessions_exposed
    from exposures
    inner join silver_event_sessions
        on
            exposures.event_id = silver_event_sessions.event_id
            and exposures.session_date = silver_event_sessions.event_date
    group by exposures.session_date, exposures.campaign_id

),

line_campaigns as (

    select
        fct_order_items.order_id,
        fct_order_items.item_position,
        {{ each_of('fct_order_items.campaign_ids') }} as campaign_id
    from fct_order_items

),

line_counts as (

    select
        order_id,
        item_position,
        count(*) as campaign_count
    from line_campaigns
    group by order_id, item_position

),

ranked as (

    select
        line_campaigns.*,
        line_counts.campaign_count,
        row_number() over (
            partition by line_campaigns.order_id, line_campaigns.item_position
            order by line_campaigns.campaign_id asc nulls last
        ) as campaign_number
    from line_campaigns
    inner join line_counts
        on
            line_campaigns.order_id = line_counts.order_id
            and line_campaigns.item_position = line_counts.item_position

),

lines as (

    select
        fct_orders.order_date as session_date,
        ranked.campaign_id,
        fct_orders.session_id,
        fct_orders.order_id,
        fct_order_items.allocated_revenue,
        fct_order_items.discount_value,
        coalesce(ranked.campaign_count, 1) as campaign_count,
        coalesce(ranked.campaign_number, 1) as campaign_number
    from fct_order_items
    inner join fct_orders on fct_order_items.order_id = fct_orders.order_id
    left join ranked
        on
            fct_order_items.order_id = ranked.order_id
            and fct_order_items.item_position = ranked.item_position

),

lines_with_share as (

    select
        *,
        {{ share_of('allocated_revenue', '1', 'campaign_count') }} as revenue_share,
        {{ share_of('discount_value', '1', 'campaign_count') }} as discount_share
    from lines

),

sold as (

    select
        session_date,
        campaign_id,
        count(distinct session_id) as sessions_with_purchase,
        count(distinct order_id) as orders,
        sum(
            case
                when campaign_number > 1 then revenue_share
                else allocated_revenue - (campaign_count - 1) * revenue_share
            end
        ) as total_revenue,
        sum(
            case
                when campaign_number > 1 then discount_share
                else discount_value - (campaign_count - 1) * discount_share
            end
        ) as discount_given
    from lines_with_share
    group by session_date, campaign_id

),

days as (

    select
        session_date,
        campaign_id
    from exposed

    union

    select
        session_date,
        campaign_id
    from sold

)

select
    days.session_date,
    days.campaign_id,
    coalesce(exposed.sessions_exposed, 0) as sessions_exposed,
    coalesce(sold.sessions_with_purchase, 0) as sessions_with_purchase,
    {{ conversion_rate(
        'least(coalesce(sold.sessions_with_purchase, 0), exposed.sessions_exposed)',
        'exposed.sessions_exposed',
    ) }} as conversion_rate,
    coalesce(sold.orders, 0) as orders,
    {{ money('coalesce(sold.total_revenue, 0)') }} as total_revenue,
    {{ money('coalesce(sold.discount_given, 0)') }} as discount_given
from days
left join exposed
    on days.session_date = exposed.session_date and days.campaign_id = exposed.campaign_id
left join sold
    on
        days.session_date = sold.session_date
        and coalesce(days.campaign_id, '') = coalesce(sold.campaign_id, '')
