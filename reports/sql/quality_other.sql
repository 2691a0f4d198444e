-- Pay that was not understood, duplicates, odd dates, rejected postings, failed checks, floors.
select section, item, source, coalesce(title, source) as source_title, n, n_of, share
from mart_quality
left join source as known on mart_quality.source = known.name
where section not in ('looks', 'fields', 'roles', 'languages') and n > 0
order by section, item, source
