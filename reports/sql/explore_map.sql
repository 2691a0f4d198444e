-- Where in the United States are the openings of the roles in focus, and what do they pay there? One row per role and metropolitan area above the floor.
select role, metro, n_openings, n_employers, n_open_openings, n_paid, p50, p50_low, p50_high, note
from mart_slice
where metro <> 'all'
    and level = 'all'
    and remote_policy = 'all'
    and skill = 'all'
    and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, n_openings desc, metro
