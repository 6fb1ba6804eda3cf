-- versions_disjoint: versions of a key do not overlap, and at most one is current
-- when: verify
-- severity: fail

{{ overlapping_versions([
    ('dim_products', 'product_id, dim_products.currency', 'true'),
    ('dim_item_lists', 'item_list_id', 'true'),
    ('dim_campaigns', 'campaign_id', 'true'),
    ('dim_experiments', 'experiment_id', 'true'),
    ('dim_subscriptions', 'subscription_id', 'true'),
]) }}
