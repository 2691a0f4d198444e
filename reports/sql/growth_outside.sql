-- What do others count? Facts of other sources, beside ours and never mixed in.
select source, area, year, measure, value, n, licence, url
from mart_benchmark
where measure like '%share%' or measure like '%index%'
order by source, area, measure, year
