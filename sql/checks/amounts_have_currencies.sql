-- amounts_have_currencies: an amount names its currency (the shop's own is used if not)
-- when: batch
-- severity: warn

-- One row for each event with such an amount, so that the check counts them.

with items as (

    select distinct fct_event_items.event_id
    from fct_event_items
    where
        {{ touched('fct_event_items') }}
        and fct_event_items.currency is null
        and coalesce(
            fct_event_items.price,
            fct_event_items.item_revenue,
            fct_event_items.discount_value,
            fct_event_items.installment_price
        ) is not null

)

select
    fct_events.event_id,
    fct_events.event_name
from fct_events
left join items on fct_events.event_id = items.event_id
where
    {{ touched('fct_events') }}
    and fct_events.currency is null
    and (
        coalesce(fct_events.value, fct_events.tax, fct_events.shipping) is not null
        or items.event_id is not null
    )
