-- How did open openings develop, week by week, on the same boards? 100 at the start, to two decimals.
select
    role, period_start, round("index", 2) as "index", round(index_low, 2) as index_low,
    round(index_high, 2) as index_high, round(index_as_read, 2) as index_as_read,
    round(fixed_index, 2) as fixed_index, round(geks_index, 2) as geks_index,
    n_boards, n_boards_joined, n_boards_left, n_employers, note
from mart_role_growth
where grain = 'week' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
