-- How many looks ended well, and how many postings have no clear role? Feeds of the newest, which never can, are left out.
select
    sum(case when section = 'looks' and item in ('complete', 'unchanged', 'partial', 'missing', 'refused', 'failed') then n else 0 end)::bigint as n_looks,
    sum(case when section = 'looks' and item in ('complete', 'unchanged') then n else 0 end)::bigint as n_good_looks,
    sum(case when section = 'roles' and item <> 'read from the title only' then n else 0 end)::bigint as n_postings,
    sum(case when section = 'roles' and item = 'unclear' then n else 0 end)::bigint as n_unclear
from mart_quality
