-- versions_disjoint: versions of a key do not overlap, and at most one is current
-- when: batch
-- severity: fail

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with versions as (
{% for table, key, more in [
    ('dim_users', 'user_id', ''),
    ('dim_products', 'product_id', ', dim_products.currency'),
    ('dim_item_lists', 'item_list_id', ''),
    ('dim_campaigns', 'campaign_id', ''),
    ('dim_experiments', 'experiment_id', ''),
] %}
    select
        '{{ table }}' as dimension,
        {{ table }}.{{ key }} as code,
        {{ table }}.valid_from,
        {{ table }}.valid_to,
        {{ table }}.is_current,
        lead({{ table }}.valid_from) over (
            partition by {{ table }}.{{ key }}{{ more }}
            order by {{ table }}.valid_from asc nulls last
        ) as next_from
    from {{ table }}
    where {{ touched(table) }}
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
)

select *
from versions
where
    valid_to <= valid_from
    or next_from < valid_to
    or is_current <> (valid_to is null)
    or (is_current and next_from is not null)
