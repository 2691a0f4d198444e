-- What share of all openings on all boards watched at the time does each role have? A crawler's fault moves all roles alike and cancels here.
select
    counted.role, counted.period_start, round(counted.role_share, 5) as role_share,
    round(counted.role_share_low, 5) as role_share_low,
    round(counted.role_share_high, 5) as role_share_high,
    round(counted.role_as_read_share, 5) as role_as_read_share,
    every.n_boards_seen as n_boards, counted.n_boards_joined, counted.n_boards_left, counted.note
from mart_role_growth as counted
inner join mart_role_growth as every on counted.grain = every.grain and counted.period_start = every.period_start
where counted.grain = 'week' and every.role = 'all' and counted.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by counted.role, counted.period_start
