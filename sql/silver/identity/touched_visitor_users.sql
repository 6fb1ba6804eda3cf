-- touched_visitor_users: the visitors that new events show, under each name that they ever had.
-- kind: scope
-- grain: one row per visitor and user named (none for what nobody named)
-- key: visitor_id, user_id?
-- inputs: new_events, retracted_visits, standing_visits
-- before: silver_visitor_users (visitor_id string, user_id string, first_seen_at timestamp, last_seen_at timestamp, last_event_id string, first_purchase_date date, first_installments_date date)
-- owner: growth
--
-- Each column is a first or a last over the visitor's events, so what was known before the batch
-- and what its new events say are all that is needed. Refunds, profiles,
-- subscriptions and payments are the back office's: they show nobody. Where events are taken back, a
-- first or last of their days is told anew by what stands on them; a row without any goes.

-- What is taken back stands between its conditions, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with seen as (

    select
        visitor_id,
        user_id,
        event_at as first_seen_at,
        event_at as last_seen_at,
        event_id as last_event_id,
        case when event_name = 'purchase' then event_date end as first_purchase_date,
        case
            when event_name = 'purchase' and {{ most_installments('items', 'installments') }} > 1
                then event_date
        end as first_installments_date
    from new_events
    where visitor_id is not null and {{ is_visit('event_name') }}
    {%- if takes_back() %}

    union all

    select
        visitor_id,
        user_id,
        event_at as first_seen_at,
        event_at as last_seen_at,
        event_id as last_event_id,
        case when event_name = 'purchase' then event_date end as first_purchase_date,
        case when event_name = 'purchase' and has_installments then event_date end
            as first_installments_date
    from standing_visits
    {%- endif %}

),

seen_with_before as (

    select *
    from seen

    union all

    select
        silver_visitor_users.visitor_id,
        silver_visitor_users.user_id,
        {%- if takes_back() %}
        case when first_days.event_date is null then silver_visitor_users.first_seen_at end
            as first_seen_at,
        case when last_days.event_date is null then silver_visitor_users.last_seen_at end
            as last_seen_at,
        case when last_days.event_date is null then silver_visitor_users.last_event_id end
            as last_event_id,
        case
            when purchase_days.event_date is null then silver_visitor_users.first_purchase_date
        end as first_purchase_date,
        case
            when installments_days.event_date is null
                then silver_visitor_users.first_installments_date
        end as first_installments_date
        {%- else %}
        silver_visitor_users.first_seen_at,
        silver_visitor_users.last_seen_at,
        silver_visitor_users.last_event_id,
        silver_visitor_users.first_purchase_date,
        silver_visitor_users.first_installments_date
        {%- endif %}
    from silver_visitor_users
    {%- if takes_back() %}
    {%- for days, day in [
        ('first_days', date_of('silver_visitor_users.first_seen_at')),
        ('last_days', date_of('silver_visitor_users.last_seen_at')),
        ('purchase_days', 'silver_visitor_users.first_purchase_date'),
        ('installments_days', 'silver_visitor_users.first_installments_date'),
    ] %}
    left join retracted_visits as {{ days }}
        on
            silver_visitor_users.visitor_id = {{ days }}.visitor_id
            and silver_visitor_users.user_id is not distinct from {{ days }}.user_id
            and {{ day }} = {{ days }}.event_date
    {%- endfor %}
    {%- endif %}
    where
        silver_visitor_users.visitor_id in (select seen.visitor_id from seen)
        {%- if takes_back() %}
        or silver_visitor_users.visitor_id in (
            select retracted_visits.visitor_id from retracted_visits
        )
        {%- endif %}

)

select
    visitor_id,
    user_id,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at,
    max_by(last_event_id, {{ sort_key('last_seen_at', 'last_event_id') }}) as last_event_id,
    min(first_purchase_date) as first_purchase_date,
    min(first_installments_date) as first_installments_date
from seen_with_before
group by visitor_id, user_id
