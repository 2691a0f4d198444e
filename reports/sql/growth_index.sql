-- How did open openings develop, week by week, on the same boards? 100 at the start.
select
    role, period_start, "index", index_low, index_high, fixed_index, geks_index, n_boards, n_boards_joined, n_boards_left,
    n_employers, note
from mart_role_growth
where grain = 'week' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
