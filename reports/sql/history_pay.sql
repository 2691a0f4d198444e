-- How did stated pay move, quarter by quarter? The three roles in focus, in the longest history there is, all countries in US dollars.
with longest as (
    select origin
    from mart_pay_quarter
    where p50 is not null
    group by origin
    order by count(distinct period_start) desc, origin
    limit 1
)

select role, period_start, p50, p50_low, p50_high, n_openings, n_employers, note, origin
from mart_pay_quarter
semi join longest using (origin)
where country_code = 'all' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
