-- How many openings were open on all boards watched at the time? Includes newly added boards.
select
    role, period_start, stock, round(stock_corrected, 1) as stock_corrected,
    round(stock_corrected_low, 1) as stock_corrected_low,
    round(stock_corrected_high, 1) as stock_corrected_high,
    n_boards_seen as n_boards, n_boards_joined, n_boards_left, note
from mart_role_growth
where grain = 'week' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
