-- The price of each product, with the time from which and to which it held (SCD2). A later batch
-- goes on from the price that holds; what comes late changes nothing.
{{ config(
    materialized='incremental', incremental_strategy='delete+insert',
    unique_key=['product_id', 'valid_from'],
) }}

with seen as (

    select
        product_id,
        item_name,
        item_category,
        price,
        event_at
    from {{ ref('items') }}
    where event_id in (select event_id from {{ ref('stg_events') }})
    {% if is_incremental() %}
    union all

    select
        product_id,
        item_name,
        item_category,
        price,
        valid_from as event_at
    from {{ this }}
    where valid_to is null
    {% endif %}
),

changes as (

    select
        *,
        lag(price) over (partition by product_id order by event_at) as former_price
    from seen
    where price is not null

)

select
    product_id,
    item_name,
    item_category,
    price,
    event_at as valid_from,
    lead(event_at) over (partition by product_id order by event_at) as valid_to
from changes
where price is distinct from former_price
