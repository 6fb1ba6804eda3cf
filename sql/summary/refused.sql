-- What was refused, and why
select
    code,
    count(*) as lines,
    min(detail) as for_instance
from dead_letters
group by code
order by lines desc, code asc
