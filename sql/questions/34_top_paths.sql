-- top_paths: By which channels do people come before they buy, and before they do not?
-- team: marketing
-- views: vw_channel_paths
-- example: One channel at a time: three persons of 1,800 came by two within a week, and none of them bought.
--
-- A path is the channels of the visits before an order, repeated neighbours once. A person without any
-- order is one path that did not convert.

select
    path,
    conversions,
    non_conversions,
    round(conversions / (conversions + non_conversions), 4) as converted_share,
    round(revenue, 2) as revenue
from vw_channel_paths
order by conversions desc, non_conversions desc, path asc
limit 20
