-- bought_something_else: Who left products behind and later bought others?
-- team: marketing
-- views: gold_segment_abandon_then_bought_different_v
-- example: Nobody, and so the table is empty: none of those who left a cart came back to buy anything.

select
    user_id,
    session_start_at as left_at,
    products_left,
    round(cart_value, 2) as cart_value_left,
    ordered_at as bought_at,
    order_id,
    round(revenue, 2) as revenue
from gold_segment_abandon_then_bought_different_v
order by ordered_at desc, session_id asc
