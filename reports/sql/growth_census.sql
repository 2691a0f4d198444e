-- What share of the openings in a monthly census thread is for each role? To five decimals.
select
    role, period_start, n_posts, n_openings, round(opening_share, 5) as opening_share,
    round(share_low, 5) as share_low, round(share_high, 5) as share_high,
    round(opening_as_read_share, 5) as opening_as_read_share, round(yoy_share, 5) as yoy_share,
    round(yoy_low, 5) as yoy_low, round(yoy_high, 5) as yoy_high, note
from mart_census_demand
where source = 'hackernews' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, period_start
