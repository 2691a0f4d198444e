-- How many openings were new in each month? Reposts and each board's first look are not new.
select
    role, period_start, flow, flow_index, flow_index_low, flow_index_high,
    round(flow_index_as_read, 1) as flow_index_as_read, n_boards, n_employers, note
from mart_role_growth
where grain = 'month' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
