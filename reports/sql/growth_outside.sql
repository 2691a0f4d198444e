-- What do others count? Indeed's share of postings that mention AI, by month and country: beside ours, never mixed in.
select source, area, period_start, value
from mart_benchmark
where measure like '%share%' and period_start is not null
order by source, area, period_start
