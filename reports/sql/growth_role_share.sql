-- What share of all matched openings does each role have? A crawler's fault moves all roles alike and cancels here.
select
    role, period_start, role_share, role_share_low, role_share_high, n_boards, n_boards_joined, n_boards_left,
    n_employers, note
from mart_role_growth
where grain = 'week' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
