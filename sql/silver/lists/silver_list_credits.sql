-- silver_list_credits: which lists earned each click, view, cart, checkout and purchase.
-- kind: replace
-- grain: one row per event item
-- key: event_id, item_position
-- scope: sessionized_events
-- inputs: sessionized_events, touched_items, fct_order_items, touched_orders
-- dates: event_date
-- partition: event_date
-- owner: growth
-- not null: has_installments, event_at, event_date
-- one of: event_name (select_item | view_item | add_to_cart | begin_checkout | purchase)
-- refers to: event_id (fct_events), session_id (silver_sessions), item_list_id (dim_item_lists), product_list_id (dim_item_lists.item_list_id)
-- columns:
--   event_id
--   item_position: place among the items, from 1, as in `fct_event_items`; 0 for an order that
--     names no items
--   session_id: none for events outside sessions
--   event_name, product_id
--   item_list_id: the last list of the session; none = unattributed
--   exposed_at: the exposure of that list, UTC
--   product_list_id: the last list of the session that showed the product; none = unattributed
--   product_exposed_at: the exposure of that list, UTC
--   revenue: allocated revenue of a purchase item, once per order, in the reporting currency;
--     empty for other events
--   has_installments, event_at, event_date
--
-- A list is credited that the session was exposed to at or before the event, and not more than
-- `attribution.list_window_minutes` minutes before. What finds no list is kept without one. Of
-- purchases, the lines of each order stand here once, at the order's own event, with their allocated
-- revenue in the reporting currency, so that credit adds up to the orders; a purchase told again has
-- no row. Readers see a row for each model in `silver_event_list_attribution`.

{# What is told of an exposure that is not too far back. #}
{%- macro credited(exposure, told) -%}
    case
        when
            {{ moment_of(exposure) }}
            >= event_at - interval '{{ attribution.list_window_minutes }}' minute
            then {{ told }}
    end
{%- endmacro %}

with order_lines as (

    select fct_order_items.*
    from fct_order_items
    inner join touched_orders on fct_order_items.order_key = touched_orders.order_key

),

steps as (

    select
        touched_items.event_id,
        touched_items.item_position,
        touched_items.session_id,
        touched_items.event_name,
        touched_items.product_id,
        touched_items.installments,
        touched_items.event_at,
        touched_items.event_date,
        cast(null as decimal(18, 4)) as allocated_revenue,
        case
            when touched_items.session_id is not null and {{ is_exposure('touched_items') }}
                then {{ sort_key(
                    'touched_items.event_at', 'touched_items.event_id', 'touched_items.item_list_id'
                ) }}
        end as exposure
    from touched_items
    where
        touched_items.event_name in (
            'view_item_list', 'select_item', 'view_item', 'add_to_cart', 'begin_checkout'
        )

    union all

    select
        sessionized_events.event_id,
        order_lines.item_position,
        sessionized_events.session_id,
        sessionized_events.event_name,
        order_lines.product_id,
        order_lines.installments,
        sessionized_events.event_at,
        sessionized_events.event_date,
        order_lines.allocated_revenue,
        cast(null as string) as exposure
    from sessionized_events
    inner join order_lines on sessionized_events.event_id = order_lines.event_id

),

steps_with_exposures as (

    select
        *,
        max(exposure) over (
            partition by session_id
            order by event_at asc nulls last
            range between unbounded preceding and current row
        ) as last_exposure,
        max(case when product_id is not null then exposure end) over (
            partition by session_id, product_id
            order by event_at asc nulls last
            range between unbounded preceding and current row
        ) as last_product_exposure
    from steps

)

select
    event_id,
    item_position,
    session_id,
    event_name,
    product_id,
    {{ credited('last_exposure', what_follows('last_exposure')) }} as item_list_id,
    {{ credited('last_exposure', moment_of('last_exposure')) }} as exposed_at,
    {{ credited('last_product_exposure', what_follows('last_product_exposure')) }}
        as product_list_id,
    {{ credited('last_product_exposure', moment_of('last_product_exposure')) }}
        as product_exposed_at,
    cast(
        case when event_name = 'purchase' then coalesce(allocated_revenue, 0) end as decimal(18, 4)
    ) as revenue,
    coalesce(installments > 1, false) as has_installments,
    event_at,
    event_date
from steps_with_exposures
where event_name <> 'view_item_list'
