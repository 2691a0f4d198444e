-- How often is each field filled, by kind of board?
select item, source, coalesce(title, source) as source_title, n, n_of, share
from mart_quality
left join source as known on mart_quality.source = known.name
where section = 'fields'
order by item, source
