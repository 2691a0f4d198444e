-- What share of the openings in a monthly census thread is for each role?
select
    role, period_start, n_posts, n_openings, opening_share, share_low, share_high,
    round(opening_as_read_share, 4) as opening_as_read_share, yoy_share, yoy_low, yoy_high, note
from mart_census_demand
where source = 'hackernews' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
