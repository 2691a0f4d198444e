-- What do outside sources say of pay in the United States? Their own figures, with year and licence.
select
    source, occupation, role, year,
    max(case when measure = 'p10' then value end) as p10,
    max(case when measure = 'p25' then value end) as p25,
    max(case when measure = 'p50' then value end) as p50,
    max(case when measure = 'p75' then value end) as p75,
    max(case when measure = 'p90' then value end) as p90,
    max(n) as n, licence, url
from mart_benchmark
where measure in ('p10', 'p25', 'p50', 'p75', 'p90') and area in ('US', 'United States')
group by source, occupation, role, year, licence, url
order by role, source, occupation, year
