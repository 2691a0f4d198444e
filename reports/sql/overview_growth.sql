-- How did open openings develop on the same boards, month by month? 100 at the start.
select role, period_start, "index", index_low, index_high, round(index_as_read, 1) as index_as_read, n_boards, n_employers, note
from mart_role_growth
where grain = 'month' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
