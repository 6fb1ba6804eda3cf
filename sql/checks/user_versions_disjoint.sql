-- user_versions_disjoint: versions of a user do not overlap, and at most one is current
-- when: batch
-- severity: fail

{{ overlapping_versions([('dim_users', 'user_id', touched('dim_users'))]) }}
