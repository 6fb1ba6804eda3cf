-- vw_attribution: every order's credit, shared among its touches by six models.
-- kind: view
-- grain: one row per order, model and touch; an order without a touch has one row a model
-- key: order_id, model, touch_number
-- inputs: fct_orders, vw_order_touches
-- owner: marketing
-- not null: touch_count, channel, credit, revenue, ordered_at, order_date
-- one of: model (first_click | last_click | last_non_direct | linear | position_based | time_decay)
-- columns:
--   order_id
--   model: how credit is shared: `first_click`, `last_click`, `last_non_direct`, `linear`,
--     `position_based`, `time_decay`
--   touch_number: place among the order's touches, from 1; 0 for an order without one
--   touch_count, user_id, session_id, session_start_at
--   source, medium, campaign
--   channel: Google Analytics 4's default channel group; `(unattributed)` without a touch
--   credit: share of the order, 0 to 1; adds up to 1 by order and model
--   revenue: share of its revenue, in the reporting currency; adds up to the order's
--   ordered_at: when it was placed, UTC
--   order_date
--
-- Touches have whole parts, and of all that the parts up to a touch would have, the touch has what
-- those before it have not: so nothing is lost by rounding. `linear` has 1 part each,
-- `position_based` 40 % at each end and 20 % between them (halves of two), `time_decay` parts that
-- halve with every quarter of `attribution.lookback_days` (a day at least). `last_non_direct` is the
-- last touch that is not Direct, else the last.

{#- A part's half-life, and how long before its order a touch was, in microseconds. -#}
{%- set half_life_us = [attribution.lookback_days * 21600000000, 86400000000] | max -%}
{%- set age_us = us_of('fct_orders.ordered_at') ~ ' - ' ~ us_of('vw_order_touches.session_start_at')
-%}

{#- What a touch has of whole units: all until it, less all until the one before. -#}
{%- macro share(units) -%}
    case
        when parts = 0 then 0
        when parts = all_parts then {{ units }}
        else {{ units_until(units, 'parts_until', 'all_parts') }}
            - {{ units_until(units, '(parts_until - parts)', 'all_parts') }}
    end
{%- endmacro %}

with touches as (

    select
        fct_orders.order_id,
        coalesce(vw_order_touches.touch_number, 0) as touch_number,
        coalesce(vw_order_touches.touch_count, 0) as touch_count,
        vw_order_touches.user_id,
        vw_order_touches.session_id,
        vw_order_touches.session_start_at,
        vw_order_touches.source,
        vw_order_touches.medium,
        vw_order_touches.campaign,
        coalesce(vw_order_touches.channel, '(unattributed)') as channel,
        fct_orders.ordered_at,
        fct_orders.order_date,
        cast({{ ten_thousandths('fct_orders.revenue') }} as bigint) as order_units,
        case
            when vw_order_touches.channel <> 'Direct' then vw_order_touches.touch_number
        end as known_number,
        coalesce(
            cast(round(1000000000 * power(2, ({{ age_us }}) / -{{ half_life_us }}.0)) as bigint), 1
        ) as decay_parts
    from fct_orders
    left join vw_order_touches on fct_orders.order_id = vw_order_touches.order_id

),

weighed_touches as (

    select
        *,
        coalesce(max(known_number) over (partition by order_id), touch_count) as last_known_number,
        cast(sum(greatest(decay_parts, 1)) over (
            partition by order_id
            order by touch_number asc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as decay_parts_until,
        cast(sum(greatest(decay_parts, 1)) over (partition by order_id) as bigint)
            as all_decay_parts
    from touches

),

models as (

    {{ attribution_models() | indent }}

),

modelled_touches as (

    select
        weighed_touches.*,
        models.model,
        case models.model
            when 'first_click' then least(weighed_touches.touch_count, 1)
            when 'last_click' then weighed_touches.touch_count
            when 'last_non_direct' then weighed_touches.last_known_number
        end as only_number,
        models.model = 'position_based' and weighed_touches.touch_count > 2 as has_ends
    from weighed_touches
    cross join models

),

parted_touches as (

    select
        *,
        case
            when only_number is not null
                then case when touch_number = only_number then 1 else 0 end
            when model = 'time_decay' then greatest(decay_parts, 1)
            when has_ends and touch_number in (1, touch_count) then 2 * (touch_count - 2)
            else 1
        end as parts,
        case
            when only_number is not null
                then case when touch_number >= only_number then 1 else 0 end
            when model = 'time_decay' then decay_parts_until
            when has_ends and touch_number = touch_count then 5 * (touch_count - 2)
            when has_ends then 2 * (touch_count - 2) + touch_number - 1
            else greatest(touch_number, 1)
        end as parts_until,
        case
            when only_number is not null then 1
            when model = 'time_decay' then all_decay_parts
            when has_ends then 5 * (touch_count - 2)
            else greatest(touch_count, 1)
        end as all_parts
    from modelled_touches

)

select
    order_id,
    model,
    touch_number,
    touch_count,
    user_id,
    session_id,
    session_start_at,
    source,
    medium,
    campaign,
    channel,
    cast(cast({{ share('1000000') }} as decimal(18, 0)) * 0.000001 as decimal(18, 6)) as credit,
    cast(cast({{ share('order_units') }} as decimal(18, 0)) * 0.0001 as decimal(18, 4)) as revenue,
    ordered_at,
    order_date
from parted_touches
