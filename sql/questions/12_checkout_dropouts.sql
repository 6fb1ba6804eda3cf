-- checkout_dropouts: Who dropped off after a checkout and has not bought since?
-- team: marketing
-- views: gold_segment_checkout_no_purchase_since_v
-- example: 51 people, the fullest carts first: the ones to write to.
--
-- One row per person. Somebody who bought at or after the last checkout, anywhere, is not in it.

select
    user_id,
    last_abandoned_at,
    abandoned_checkouts,
    round(cart_value, 2) as cart_value_left
from gold_segment_checkout_no_purchase_since_v
order by cart_value desc, last_abandoned_at desc, user_id asc
