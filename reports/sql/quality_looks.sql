-- How did the looks at the boards end?
select source, coalesce(title, source) as source_title, item, n, n_of, share
from mart_quality
left join source as known on mart_quality.source = known.name
where section = 'looks'
order by source, item
