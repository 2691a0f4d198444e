-- How often is each field filled, by kind of board?
select item, source, n, n_of, share
from mart_quality
where section = 'fields'
order by item, source
