-- Price changes: the ten latest of all
with changes as (

    select
        product_id,
        product_name,
        valid_from as changed_on,
        lag(price) over prices as former_price,
        price,
        lag(price_reporting) over prices as price_before,
        price_reporting as price_after
    from dim_products
    window prices as (partition by product_id, currency order by valid_from asc)

)

select
    product_id,
    product_name,
    changed_on,
    cast(price_before as decimal(18, 2)) as price_before,
    cast(price_after as decimal(18, 2)) as price_after,
    cast(price_after - price_before as decimal(18, 2)) as difference
from changes
where price <> former_price
order by changed_on desc, product_id asc, price_after asc
limit 10
