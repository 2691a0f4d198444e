-- Pay that was not understood, duplicates, odd dates, rejected postings, failed checks, floors.
select section, item, source, n, n_of, share
from mart_quality
where section not in ('looks', 'fields', 'roles')
order by section, item, source
