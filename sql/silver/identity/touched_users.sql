-- touched_users: every person that a touched visitor is, was until this batch, or ever named.
-- kind: scope
-- grain: one row per person
-- key: user_id
-- inputs: touched_identities, touched_visitor_users
-- chooses: rows
-- owner: growth
--
-- A login can take a visitor away from another person, so both are touched.

select user_id
from touched_identities

union

select former_user_id as user_id
from touched_identities
where former_user_id is not null

union

select user_id
from touched_visitor_users
where user_id is not null
