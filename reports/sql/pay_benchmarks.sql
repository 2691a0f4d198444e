-- What do outside sources say of pay? Their own figures, with year and licence.
select source, occupation, role, area, year, measure, value, n, licence, url
from mart_benchmark
where measure in ('p10', 'p25', 'p50', 'p75', 'p90', 'mean')
order by source, occupation, area, year, measure
