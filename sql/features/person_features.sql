-- person_features: what the events before a cutoff say of each person.
-- kind: view
-- grain: one row per person seen before the cutoff
-- key: user_id
-- inputs: silver_session_days, silver_sessions, silver_purchase_events, silver_billing_events, dim_subscriptions
-- owner: growth
-- not null: cutoff, recency_days, age_days, active_days, sessions_7, sessions_30, sessions_90, events_30, purchases_30, purchases_90, purchases_365, orders, revenue, revenue_90, purchase_days, platforms, failed_payments_90
-- columns:
--   user_id: the person, as the events before the cutoff know them
--   cutoff: the shop's midnight with which this day begins; what happens from then on is not told
--   recency_days: days from the last day seen to the cutoff, count, from 1
--   age_days: days from the first day seen to the cutoff, count, from 1
--   active_days: days seen, count
--   sessions_7: sessions that began in the 7 days before, count
--   sessions_30: sessions that began in the 30 days before, count
--   sessions_90: sessions that began in the 90 days before, count
--   events_30: events in the 30 days before, count
--   purchases_30: orders in the 30 days before, count
--   purchases_90: orders in the 90 days before, count
--   purchases_365: orders in the 365 days before, count
--   orders: orders ever, count
--   revenue: revenue of these orders, in the reporting currency, refunds left aside
--   revenue_90: revenue of the orders in the 90 days before, in the reporting currency
--   purchase_days: days with an order, count
--   purchase_age_days: days from the first order to the cutoff, count; empty without one
--   repeat_value: mean revenue of the days with an order after the first, in the reporting currency;
--     empty where there is none
--   purchase_recency_days: days from the last order to the cutoff, count; empty without one
--   mean_gap_days: mean number of days between days seen; empty where there is one such day
--   cart_rate: sessions that added to the cart ÷ sessions, 0 to 1
--   checkout_rate: sessions that began a checkout ÷ sessions, 0 to 1
--   bounce_rate: sessions with at most one interaction and no purchase ÷ sessions, 0 to 1
--   platforms: platforms used, count
--   first_channel: channel of the first session that was over; empty where none was
--   last_channel: channel of the last session that was over; empty where none was
--   plan: plan of the subscription that changed last, of those that run; empty without one
--   mrr: what the subscriptions that run cost in a month, in the reporting currency; empty without one
--   tenure_days: days from the person's first subscription to the cutoff, count; empty without one
--   failed_payments_90: payments that failed in the 90 days before, count
--
-- Features at a cutoff over the whole lake are, row for row, those over a lake that holds only the
-- events before it. So days are cut at midnight, whose a visitor is follows from the logins before
-- it, an order is what its purchase events before it say, and a refund, which is told later, is
-- left aside. A session is over where its last event before the cutoff lies more than
-- `sessions.gap_minutes` before it: nothing can follow in it.

{%- set day = "date '" ~ cutoff ~ "'" %}
{%- set midnight = "timestamp '" ~ cutoff ~ " 00:00:00'" %}

with days_before as (

    select
        session_id,
        visitor_id,
        platform_id,
        user_id,
        user_sort_key,
        event_date,
        session_date,
        event_count,
        interaction_count,
        cart_count,
        checkout_count,
        purchase_count,
        last_at
    from silver_session_days
    where event_date < {{ day }}

),

visitors as (

    select
        visitor_id,
        coalesce(
            max_by(user_id, user_sort_key) filter (where user_id is not null), visitor_id
        ) as user_id
    from days_before
    group by visitor_id

),

person_days as (

    select
        coalesce(days_before.user_id, visitors.user_id) as user_id,
        days_before.session_id,
        days_before.platform_id,
        days_before.event_date,
        days_before.session_date,
        days_before.event_count,
        days_before.interaction_count,
        days_before.cart_count,
        days_before.checkout_count,
        days_before.purchase_count,
        days_before.last_at
    from days_before
    inner join visitors on days_before.visitor_id = visitors.visitor_id

),

activity as (

    select
        user_id,
        {{ days_between('max(event_date)', day) }} as recency_days,
        {{ days_between('min(event_date)', day) }} as age_days,
        {{ days_between('min(event_date)', 'max(event_date)') }} as seen_span,
        count(distinct event_date) as active_days,
        {%- for window in [7, 30, 90] %}
        count(*) filter (
            where event_date = session_date and event_date >= {{ add_days(day, -window) }}
        ) as sessions_{{ window }},
        {%- endfor %}
        coalesce(sum(event_count) filter (
            where event_date >= {{ add_days(day, -30) }}
        ), 0) as events_30,
        count(distinct platform_id) as platforms
    from person_days
    group by user_id

),

sessions as (

    select
        session_id,
        max(user_id) as user_id,
        sum(interaction_count) as interaction_count,
        sum(cart_count) as cart_count,
        sum(checkout_count) as checkout_count,
        sum(purchase_count) as purchase_count,
        max(last_at) as last_at
    from person_days
    group by session_id

),

habits as (

    select
        user_id,
        count(*) as session_count,
        count(*) filter (where cart_count > 0) as cart_sessions,
        count(*) filter (where checkout_count > 0) as checkout_sessions,
        count(*) filter (where interaction_count <= 1 and purchase_count = 0) as bounces
    from sessions
    group by user_id

),

channels as (

    select
        sessions.user_id,
        min_by(
            silver_sessions.channel,
            {{ sort_key('silver_sessions.session_start_at', 'silver_sessions.session_id') }}
        ) as first_channel,
        max_by(
            silver_sessions.channel,
            {{ sort_key('silver_sessions.session_start_at', 'silver_sessions.session_id') }}
        ) as last_channel
    from sessions
    inner join silver_sessions on sessions.session_id = silver_sessions.session_id
    where
        silver_sessions.session_date < {{ day }}
        and {{ shop_time_of('sessions.last_at') }}
        < {{ midnight }} - interval '{{ sessions.gap_minutes }}' minute
    group by sessions.user_id

),

purchases as (

    select
        coalesce(
            silver_purchase_events.user_id, visitors.user_id, silver_purchase_events.visitor_id
        ) as user_id,
        silver_purchase_events.order_key,
        silver_purchase_events.event_at,
        silver_purchase_events.event_date,
        {{ sort_key('silver_purchase_events.event_at', 'silver_purchase_events.event_id') }}
            as sort_key,
        {{ in_reporting('silver_purchase_events.value', 'silver_purchase_events.currency') }}
            as value,
        case
            when silver_purchase_events.item_count > 0 then {{ in_reporting(
                'coalesce(silver_purchase_events.items_revenue,'
                ' silver_purchase_events.items_price, 0)',
                'silver_purchase_events.currency',
            ) }}
        end as items_value
    from silver_purchase_events
    left join visitors on silver_purchase_events.visitor_id = visitors.visitor_id
    where
        silver_purchase_events.event_name = 'purchase'
        and silver_purchase_events.event_date < {{ day }}

),

purchases_with_previous as (

    select
        *,
        lag(event_at) over (
            partition by order_key, user_id order by sort_key asc nulls last
        ) as previous_at
    from purchases
    where user_id is not null

),

purchases_with_use as (

    select
        *,
        sum(
            case
                when event_at > previous_at + interval '{{ orders.reuse_days }}' day then 1
                else 0
            end
        ) over (
            partition by order_key, user_id order by sort_key asc nulls last
            rows between unbounded preceding and current row
        ) as use_number
    from purchases_with_previous

),

orders as (

    select
        user_id,
        min(event_date) as ordered_on,
        coalesce(
            min_by(value, sort_key) filter (where value is not null),
            min_by(items_value, sort_key) filter (where items_value is not null),
            0
        ) as revenue
    from purchases_with_use
    group by order_key, user_id, use_number

),

buying_days as (

    select
        user_id,
        ordered_on,
        min(ordered_on) over (
            partition by user_id order by ordered_on asc nulls last
            rows between unbounded preceding and unbounded following
        ) as first_ordered_on,
        sum(revenue) as revenue
    from orders
    group by user_id, ordered_on

),

buying as (

    select
        user_id,
        count(*) as purchase_days,
        {{ days_between('min(ordered_on)', day) }} as purchase_age_days,
        {{ average(
            'sum(case when ordered_on > first_ordered_on then revenue end)',
            'count(case when ordered_on > first_ordered_on then 1 end)',
        ) }} as repeat_value
    from buying_days
    group by user_id

),

spending as (

    select
        user_id,
        count(*) as order_count,
        {%- for window in [30, 90, 365] %}
        count(*) filter (where ordered_on >= {{ add_days(day, -window) }})
            as purchases_{{ window }},
        {%- endfor %}
        sum(revenue) as revenue,
        sum(revenue) filter (where ordered_on >= {{ add_days(day, -90) }}) as revenue_90,
        {{ days_between('max(ordered_on)', day) }} as purchase_recency_days
    from orders
    group by user_id

),

bills as (

    select
        silver_billing_events.subscription_id,
        coalesce(
            silver_billing_events.user_id, visitors.user_id, silver_billing_events.visitor_id
        ) as user_id,
        {{ sort_key('silver_billing_events.event_at', 'silver_billing_events.event_id') }}
            as sort_key,
        case
            when
                silver_billing_events.event_name = 'payment'
                and silver_billing_events.status = 'failed'
                and silver_billing_events.event_date >= {{ add_days(day, -90) }}
                then silver_billing_events.payment_id
        end as failed_payment_id
    from silver_billing_events
    left join visitors on silver_billing_events.visitor_id = visitors.visitor_id
    where silver_billing_events.event_date < {{ day }}

),

failures as (

    select
        user_id,
        count(distinct failed_payment_id) as failed_payments_90
    from bills
    group by user_id

),

subscribers as (

    select
        subscription_id,
        max_by(user_id, sort_key) as user_id
    from bills
    where subscription_id is not null and user_id is not null
    group by subscription_id

),

versions as (

    select
        subscribers.user_id,
        dim_subscriptions.subscription_id,
        dim_subscriptions.plan_id,
        dim_subscriptions.mrr,
        dim_subscriptions.valid_from,
        dim_subscriptions.valid_to is null or dim_subscriptions.valid_to >= {{ day }} as is_running
    from dim_subscriptions
    inner join subscribers
        on dim_subscriptions.subscription_id = subscribers.subscription_id
    where dim_subscriptions.valid_from < {{ day }}

),

memberships as (

    select
        user_id,
        max_by(plan_id, concat(
            cast({{ us_of("cast(valid_from as timestamp)") }} + 10000000000000000 as string),
            subscription_id
        )) filter (where is_running and plan_id is not null) as plan,
        sum(mrr) filter (where is_running) as mrr,
        {{ days_between('min(valid_from)', day) }} as tenure_days
    from versions
    group by user_id

)

select
    activity.user_id,
    {{ day }} as cutoff,
    activity.recency_days,
    activity.age_days,
    activity.active_days,
    activity.sessions_7,
    activity.sessions_30,
    activity.sessions_90,
    cast(activity.events_30 as bigint) as events_30,
    coalesce(spending.purchases_30, 0) as purchases_30,
    coalesce(spending.purchases_90, 0) as purchases_90,
    coalesce(spending.purchases_365, 0) as purchases_365,
    coalesce(spending.order_count, 0) as orders,
    {{ money('coalesce(spending.revenue, 0)') }} as revenue,
    {{ money('coalesce(spending.revenue_90, 0)') }} as revenue_90,
    coalesce(buying.purchase_days, 0) as purchase_days,
    buying.purchase_age_days,
    buying.repeat_value,
    spending.purchase_recency_days,
    case
        when activity.active_days > 1
            then cast(
                cast(activity.seen_span as decimal(28, 4)) / (activity.active_days - 1)
                as decimal(18, 4)
            )
    end as mean_gap_days,
    {{ rate('habits.cart_sessions', 'habits.session_count') }} as cart_rate,
    {{ rate('habits.checkout_sessions', 'habits.session_count') }} as checkout_rate,
    {{ rate('habits.bounces', 'habits.session_count') }} as bounce_rate,
    activity.platforms,
    channels.first_channel,
    channels.last_channel,
    memberships.plan,
    {{ money('memberships.mrr') }} as mrr,
    memberships.tenure_days,
    coalesce(failures.failed_payments_90, 0) as failed_payments_90
from activity
inner join habits on activity.user_id = habits.user_id
left join channels on activity.user_id = channels.user_id
left join spending on activity.user_id = spending.user_id
left join buying on activity.user_id = buying.user_id
left join memberships on activity.user_id = memberships.user_id
left join failures on activity.user_id = failures.user_id
order by activity.user_id asc nulls last
