-- What share of the openings in each monthly thread is for each of the seven roles? To five decimals.
select
    role, period_start, n_openings,
    round(opening_share, 5) as opening_share, round(share_low, 5) as share_low, round(share_high, 5) as share_high,
    round(opening_as_read_share, 5) as opening_as_read_share, note
from mart_census_demand
where source = 'hackernews' and role in (
    'ai_engineer', 'ml_engineer', 'data_scientist', 'research_scientist', 'data_engineer', 'data_analyst', 'software_engineer'
)
order by role, period_start
