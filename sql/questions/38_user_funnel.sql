-- user_funnel: How far do people get in their first month, and where do most of them stop?
-- team: growth
-- views: vw_user_funnel
-- example: Most people who stop do so between a list and a product: of 1,498 who saw a list, 483 opened one. Nobody ordered twice within 30 days.
--
-- People, not sessions: each once, for `growth.funnel.days` from their first interaction. Write
-- another segment to see the same of it.

select
    stage_number,
    stage,
    users,
    round(rate_from_previous, 4) as from_previous,
    round(rate_from_first, 4) as from_first,
    drop_off,
    round(drop_off_rate, 4) as drop_off_rate
from vw_user_funnel
where segment = 'all'
order by stage_number asc nulls last
