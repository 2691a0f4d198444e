-- How many postings have which role, and how many are unclear?
select item, source, coalesce(title, source) as source_title, n, n_of, share
from mart_quality
left join source as known on mart_quality.source = known.name
where section = 'roles'
order by item <> 'ai_engineer', item <> 'ml_engineer', item <> 'data_scientist', item, source
