-- How many openings were open at the last period?
select role, period_start, stock, n_boards, n_employers, note
from mart_role_growth
where grain = 'week' and period_start = (select max(period_start) from mart_role_growth where grain = 'week')
order by role
