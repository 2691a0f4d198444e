-- How long do openings stay open? Days until a quarter, half and three quarters have closed. Those still open count too.
select role, median_days, median_low, median_high, p25_days, p75_days, n_openings, n_closed, n_employers, note
from mart_duration
where role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'software_engineer', 'all')
order by role
