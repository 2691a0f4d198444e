-- Why did the raw count change? On boards seen in both months, on boards that joined, that left, and unknown.
select role, period_start, n_before, n_matched_change, n_entered, n_left, n_unknown_change, n_after
from mart_growth_flow
where grain = 'month' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
