-- How did the looks at the boards end?
select source, item, n, n_of, share
from mart_quality
where section = 'looks'
order by source, item
