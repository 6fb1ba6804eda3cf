-- touched_users: every person that a touched visitor is, or was until this batch.
-- kind: scope
-- grain: one row per person
-- key: user_id
-- inputs: touched_identities
-- owner: growth
--
-- A login can take a visitor away from another person, so both are touched.

select user_id
from touched_identities

union

select former_user_id as user_id
from touched_identities
where former_user_id is not null
