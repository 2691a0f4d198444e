-- How many postings have which role, and how many are unclear?
select item, source, n, n_of, share
from mart_quality
where section = 'roles'
order by item, source
