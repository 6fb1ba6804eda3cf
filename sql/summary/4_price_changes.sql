-- Price changes: the ten latest of all
with changes as (

    select
        product_id,
        product_name,
        valid_from as changed_on,
        lag(price) over (partition by product_id order by valid_from asc) as price_before,
        price as price_after
    from dim_products

)

select
    product_id,
    product_name,
    changed_on,
    cast(price_before as decimal(18, 2)) as price_before,
    cast(price_after as decimal(18, 2)) as price_after,
    cast(price_after - price_before as decimal(18, 2)) as difference,
    count(*) over () as changes_of_all_products
from changes
where price_before <> price_after
order by changed_on desc, product_id asc
limit 10
