-- vw_field_fill_daily: how many events of each kind brought each field, day by day.
-- kind: view
-- grain: one row per day, event name and field
-- key: event_date, event_name, field
-- inputs: stg_events, silver_superseded_events
-- owner: growth
-- not null: events, filled, fill_rate
-- columns:
--   event_date: the day of the events
--   event_name
--   field: the field, as the lake calls it
--   events: events of that name on that day, count
--   filled: of these, events that brought the field, count
--   fill_rate: share of the events that brought the field, 0 to 1
--
-- Every event that counts does so once, as it was sent: a source that Silver tells from the page is not filled.

{%- set fields = [
    'user_pseudo_id', 'user_id', 'producer_event_id', 'ga_session_id', 'page_location',
    'page_title', 'page_referrer', 'source', 'medium', 'campaign', 'device_category', 'country',
    'experiment_id', 'coupon', 'currency', 'payment_type', 'transaction_id', 'value', 'tax',
    'shipping', 'checkout_step', 'installments', 'items'
] %}

with days as (

    select
        {{ date_of('event_at') }} as event_date,
        event_name,
        count(*) as events,
        {% for field in fields if field != 'items' -%}
        count({{ field }}) as {{ field }}_filled,
        {% endfor -%}
        count(nullif({{ count_of('items') }}, 0)) as items_filled
    from stg_events
    where
        not is_duplicate
        and event_id not in (
            select silver_superseded_events.event_id from silver_superseded_events
        )
    group by {{ date_of('event_at') }}, event_name

),

fields as (
    {% for field in fields %}
    select '{{ field }}' as field
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

counts as (

    select
        days.event_date,
        days.event_name,
        fields.field,
        days.events,
        case fields.field
            {%- for field in fields %}
            when '{{ field }}' then days.{{ field }}_filled
            {%- endfor %}
        end as filled
    from days
    cross join fields

)

select
    event_date,
    event_name,
    field,
    events,
    filled,
    {{ rate('filled', 'events') }} as fill_rate
from counts
