-- silver_sessions: a visitor's events on one platform, split at quiet gaps, and what they led to.
-- kind: replace
-- grain: one row per visitor, platform and session
-- key: session_id
-- scope: touched_sessions
-- inputs: sessionized_events, touched_items, fct_orders, touched_orders, source_categories
-- dates: session_date
-- partition: session_date
-- owner: growth
-- not null: visitor_id, platform_id, event_count, interaction_count, duration_seconds, session_start_at, session_end_at, channel, cart_products, cart_value, order_count, revenue, has_list_view, has_click, has_view, has_cart, has_checkout, has_purchase, is_continued, is_bounce, is_cart_abandon, is_checkout_abandon, is_high_value_abandon, session_date
-- one of: channel (Direct | Cross-network | Paid Shopping | Paid Search | Paid Social | Paid Video | Display | Paid Other | Organic Shopping | Organic Social | Organic Video | Organic Search | Referral | Email | Affiliates | Audio | SMS | Mobile Push Notifications | Unassigned)
-- refers to: visitor_id (silver_identity_map), platform_id (dim_platforms)
-- columns:
--   session_id, visitor_id
--   user_id: the last person that the session names; none where it names nobody
--   platform_id: `WEB`, `IOS`, …; `UNKNOWN` where none is named
--   event_count: events, count
--   interaction_count: distinct times of events that are interactions
--     (`sessions.non_interaction_events` are not), count
--   duration_seconds: whole seconds from first to last event but for refunds
--   session_start_at: first event, UTC
--   session_end_at: last event but for refunds, UTC
--   source: source of the session's first event that names one
--   medium: medium of the event that gave `source`
--   campaign: campaign of the event that gave `source`
--   channel: Google Analytics 4's default channel group; `Direct` without a source
--   landing_page: first page
--   country: country, the first named
--   device_category: desktop, mobile, …; the first named
--   experiment_id: last variant seen
--   coupon: last coupon seen
--   cart_products: products in the cart, or in the last checkout, count
--   cart_value: items of the last `begin_checkout`, else adds less removes, in the reporting
--     currency
--   order_count: orders of the session, count
--   revenue: revenue of these orders, in the reporting currency
--   has_list_view: saw a list
--   has_click: clicked an item
--   has_view: viewed an item
--   has_cart: added to the cart
--   has_checkout: began a checkout
--   has_purchase: an order is its own
--   is_continued: goes on from the session before it, which ended at `sessions.max_hours`
--   is_bounce: at most one interaction, and no order
--   is_cart_abandon: added to the cart, and no order
--   is_checkout_abandon: began a checkout, and no order
--   is_high_value_abandon: one of both, with `cart_value` from `segments.high_value_cart`
--   list_reached_at: its first list, UTC
--   view_reached_at: its first product viewed at or after that, UTC
--   cart_reached_at: first added to the cart at or after that, UTC
--   checkout_reached_at: first checkout begun at or after that, UTC
--   purchase_reached_at: first purchase at or after that which an order counts by, UTC
--   last_checkout_at: when the last checkout began, UTC
--   session_date
--
-- A gap of more than `sessions.gap_minutes` minutes starts a new session; a gap of exactly that
-- length stays inside (sessionized_events.sql). Interactions are the distinct moments with
-- an event that a person caused. A refund counts as an event of the session that it follows,
-- and is neither an interaction nor its end.
--
-- A session bought if an order is its own: a purchase that is told again, on a confirmation page
-- opened next day, changes nothing there. An abandon is a checkout (or a cart) of a session that
-- did not buy. The cart is that of the last checkout, else what was added less what was removed.
-- The source is the first that the session names, and so are country and device; the landing page
-- is the first page; experiment and coupon are the last seen. Money is in the reporting currency.

{# A column of the session's first event that names a source; an event with an empty one counts. #}
{%- macro of_first_source(column) -%}
    nullif(
        min_by(coalesce({{ column }}, ''), sort_key) filter (where source is not null), ''
    )
{%- endmacro %}

{# When an interaction happened; nothing of other events. #}
{%- macro interaction_at() -%}
    case
        when event_name not in ({{ texts(sessions.non_interaction_events) }}) then event_at
    end
{%- endmacro %}

{#- The steps of the funnel behind the list, each with the one before it and its event. -#}
{%- set steps = [
    ('list', 'view', 'view_item'),
    ('view', 'cart', 'add_to_cart'),
    ('cart', 'checkout', 'begin_checkout'),
] %}

with events as (

    select
        *,
        {{ sort_key('event_at', 'event_id') }} as sort_key
    from sessionized_events
    where session_id is not null and event_name <> 'refund'

),

sessions as (

    select
        session_id,
        visitor_id,
        platform_id,
        session_date,
        max_by(user_id, sort_key) filter (where user_id is not null) as user_id,
        count(*) as event_count,
        max(case when is_continued then 1 else 0 end) = 1 as is_continued,
        count(distinct {{ interaction_at() }}) as interaction_count,
        min(event_at) as session_start_at,
        max(event_at) as session_end_at,
        min(case when event_name = 'view_item_list' then event_at end) as list_reached_at,
        {%- for _, step, event_name in steps %}
        {{ all_of('event_at') }} filter (where event_name = '{{ event_name }}') as {{ step }}_times,
        {%- endfor %}
        max(case when event_name = 'select_item' then 1 else 0 end) = 1 as has_click,
        max(case when event_name = 'view_item' then 1 else 0 end) = 1 as has_view,
        max(case when event_name = 'add_to_cart' then 1 else 0 end) = 1 as has_cart,
        max(case when event_name = 'begin_checkout' then event_at end) as last_checkout_at,
        min_by(source, sort_key) filter (where source is not null) as source,
        {{ of_first_source('medium') }} as medium,
        {{ of_first_source('campaign') }} as campaign,
        min_by(page_location, sort_key) filter (where page_location is not null) as landing_page,
        {{ first_of('country') }} as country,
        {{ first_of('device_category') }} as device_category,
        max_by(experiment_id, sort_key) filter (where experiment_id is not null) as experiment_id,
        max_by(coupon, sort_key) filter (where coupon is not null) as coupon,
        max_by(event_id, sort_key) filter (where event_name = 'begin_checkout')
            as checkout_event_id
    from events
    group by session_id, visitor_id, platform_id, session_date

),

refunds as (

    select
        session_id,
        count(*) as refund_count
    from sessionized_events
    where session_id is not null and event_name = 'refund'
    group by session_id

),

cart_lines as (

    select
        touched_items.session_id,
        touched_items.product_id,
        case
            when touched_items.event_name = 'remove_from_cart' then -1
            else 1
        end as direction,
        coalesce(touched_items.quantity, 1) as quantity,
        touched_items.line_value
    from touched_items
    inner join sessions on touched_items.session_id = sessions.session_id
    where
        touched_items.product_id is not null
        and (
            touched_items.event_id = sessions.checkout_event_id
            or (
                sessions.checkout_event_id is null
                and touched_items.event_name in ('add_to_cart', 'remove_from_cart')
            )
        )

),

cart_products as (

    select
        session_id,
        product_id,
        sum(direction * quantity) as net_quantity,
        sum(direction * line_value) as net_value
    from cart_lines
    group by session_id, product_id

),

carts as (

    select
        cart_products.session_id,
        count(*) as cart_products,
        sum(greatest(cart_products.net_value, 0)) as cart_value
    from cart_products
    inner join sessions on cart_products.session_id = sessions.session_id
    where cart_products.net_quantity > 0 or sessions.checkout_event_id is not null
    group by cart_products.session_id

),

purchases as (

    select
        event_id,
        event_at
    from sessionized_events
    where event_name = 'purchase'

),

orders as (

    select
        fct_orders.session_id,
        count(*) as order_count,
        sum(fct_orders.revenue) as revenue,
        {{ all_of('purchases.event_at') }} as purchase_times
    from fct_orders
    inner join touched_orders on fct_orders.order_key = touched_orders.order_key
    left join purchases on fct_orders.event_id = purchases.event_id
    where fct_orders.session_id is not null
    group by fct_orders.session_id

),

origins as (

    select distinct
        source,
        medium,
        campaign
    from sessions

),

channels as (

    select
        origins.source,
        origins.medium,
        origins.campaign,
        {{ channel_of(
            'origins.source', 'origins.medium', 'origins.campaign',
            'source_categories.source_category',
        ) | indent(4) }} as channel
    from origins
    left join source_categories
        on {{ lower_az('origins.source') }} = source_categories.source

),

features as (

    select
        sessions.*,
        sessions.list_reached_at is not null as has_list_view,
        orders.purchase_times,
        channels.channel,
        coalesce(carts.cart_products, 0) as cart_products,
        {{ money('coalesce(carts.cart_value, 0)') }} as cart_value,
        coalesce(orders.order_count, 0) as order_count,
        coalesce(refunds.refund_count, 0) as refund_count,
        sessions.last_checkout_at is not null as has_checkout,
        coalesce(orders.order_count, 0) > 0 as has_purchase,
        {{ money('coalesce(orders.revenue, 0)') }} as revenue
    from sessions
    left join carts on sessions.session_id = carts.session_id
    left join orders on sessions.session_id = orders.session_id
    left join refunds on sessions.session_id = refunds.session_id
    inner join channels
        on
            sessions.source is not distinct from channels.source
            and sessions.medium is not distinct from channels.medium
            and sessions.campaign is not distinct from channels.campaign

),
{%- for before, step, _ in steps + [('checkout', 'purchase', '')] %}

{{ step }}_steps as (

    select
        *,
        {{ first_since(step ~ '_times', before ~ '_reached_at') }} as {{ step }}_reached_at
    from {{ 'features' if loop.first else before ~ '_steps' }}

){{ '' if loop.last else ',' }}
{%- endfor %}

select
    session_id,
    visitor_id,
    user_id,
    platform_id,
    event_count + refund_count as event_count,
    interaction_count,
    {{ seconds_between('session_start_at', 'session_end_at') }} as duration_seconds,
    session_start_at,
    session_end_at,
    source,
    medium,
    campaign,
    channel,
    landing_page,
    country,
    device_category,
    experiment_id,
    coupon,
    cart_products,
    cart_value,
    order_count,
    revenue,
    has_list_view,
    has_click,
    has_view,
    has_cart,
    has_checkout,
    has_purchase,
    is_continued,
    interaction_count <= 1 and not has_purchase as is_bounce,
    has_cart and not has_purchase as is_cart_abandon,
    has_checkout and not has_purchase as is_checkout_abandon,
    (has_cart or has_checkout)
    and not has_purchase
    and cart_value >= {{ segments.high_value_cart }} as is_high_value_abandon,
    list_reached_at,
    view_reached_at,
    cart_reached_at,
    checkout_reached_at,
    purchase_reached_at,
    last_checkout_at,
    session_date
from purchase_steps
