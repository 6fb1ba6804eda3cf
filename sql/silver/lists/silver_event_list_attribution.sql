-- silver_event_list_attribution: which list earned each click, view, cart, checkout and purchase.
-- kind: replace
-- grain: one row per event item and attribution model
-- key: event_id, item_position, model
-- scope: sessionized_events
-- inputs: sessionized_events, touched_items, fct_order_items, touched_orders
-- dates: event_date
-- partition: event_date
-- owner: growth
-- not null: has_installments, event_at, event_date
-- one of: model (last_touch | last_touch_product), event_name (select_item | view_item | add_to_cart | begin_checkout | purchase)
-- refers to: event_id (fct_events), session_id (silver_sessions), item_list_id (dim_item_lists)
-- columns:
--   event_id
--   item_position: place among the items, from 1, as in `fct_event_items`; 0 for an order that
--     names no items
--   model: `last_touch`, or `last_touch_product` (the list showed that product)
--   session_id: none for events outside sessions
--   event_name, product_id
--   item_list_id: the list; none = unattributed
--   revenue: allocated revenue of a purchase item, once per order and model, in the reporting
--     currency; empty for other events
--   has_installments
--   exposed_at: the exposure that earned it, UTC
--   event_at, event_date
--
-- `last_touch` credits the last list that the session was exposed to at or before the event, and
-- not more than `attribution.list_window_minutes` minutes before; `last_touch_product` asks that
-- the list showed the product. What finds no list is kept without one. Of purchases, the lines of
-- each order stand here once, at the order's own event, with their allocated revenue in the
-- reporting currency, so that credit adds up to the orders; a purchase told again has no row.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with exposures as (

    select
        session_id,
        product_id,
        event_at,
        {{ sort_key('event_at', 'event_id', 'item_list_id') }}
            as sort_key
    from touched_items
    where session_id is not null and {{ is_exposure('touched_items') }}

),

order_lines as (

    select fct_order_items.*
    from fct_order_items
    inner join touched_orders on fct_order_items.order_key = touched_orders.order_key

),

targets as (

    select
        touched_items.event_id,
        touched_items.item_position,
        touched_items.session_id,
        touched_items.event_name,
        touched_items.product_id,
        touched_items.installments,
        touched_items.event_at,
        touched_items.event_date
    from touched_items
    where
        touched_items.event_name in ('select_item', 'view_item', 'add_to_cart', 'begin_checkout')

    union all

    select
        sessionized_events.event_id,
        order_lines.item_position,
        sessionized_events.session_id,
        sessionized_events.event_name,
        order_lines.product_id,
        order_lines.installments,
        sessionized_events.event_at,
        sessionized_events.event_date
    from sessionized_events
    inner join order_lines on sessionized_events.event_id = order_lines.event_id

),

{%- for model, shown in [('last_touch', "''"), ('last_touch_product', 'product_id')] %}

{{ model }}_timeline as (

    select
        session_id,
        {{ shown }} as shown,
        event_at,
        0 as is_target,
        max(sort_key) as sort_key,
        cast(null as string) as event_id,
        cast(null as integer) as item_position,
        cast(null as string) as event_name,
        cast(null as string) as product_id,
        cast(null as bigint) as installments,
        cast(null as date) as event_date
    from exposures
    {%- if model == 'last_touch_product' %}
    where (exposures.session_id, exposures.product_id) in (
        select
            targets.session_id,
            targets.product_id
        from targets
        group by targets.session_id, targets.product_id
    )
    {%- endif %}
    group by session_id, shown, event_at

    union all

    select
        session_id,
        {{ shown }} as shown,
        event_at,
        1 as is_target,
        cast(null as string) as sort_key,
        event_id,
        item_position,
        event_name,
        product_id,
        installments,
        event_date
    from targets

),

{{ model }}_credits as (

    select
        *,
        max(sort_key) over (
            partition by session_id, shown
            order by event_at asc nulls last, is_target asc nulls last
            rows between unbounded preceding and current row
        ) as last_sort_key
    from {{ model }}_timeline

),
{%- endfor %}

last_exposures as (
{% for model in ['last_touch', 'last_touch_product'] %}
    select
        *,
        '{{ model }}' as model,
        {{ moment_of('last_sort_key') }} as last_exposed_at,
        {{ what_follows('last_sort_key') }} as last_list_id
    from {{ model }}_credits
    where is_target = 1
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
),

credits as (

    select
        *,
        case
            when
                last_exposed_at
                >= event_at - interval '{{ attribution.list_window_minutes }}' minute
                then last_exposed_at
        end as exposed_at
    from last_exposures

)

select
    credits.event_id,
    credits.item_position,
    credits.model,
    credits.session_id,
    credits.event_name,
    credits.product_id,
    case when credits.exposed_at is not null then credits.last_list_id end as item_list_id,
    cast(
        case
            when credits.event_name = 'purchase' then coalesce(order_lines.allocated_revenue, 0)
        end as decimal(18, 4)
    ) as revenue,
    coalesce(credits.installments > 1, false) as has_installments,
    credits.exposed_at,
    credits.event_at,
    credits.event_date
from credits
left join order_lines
    on
        credits.event_id = order_lines.event_id
        and credits.item_position = order_lines.item_position
