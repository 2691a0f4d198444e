-- How many threads of each year were read, and how many openings did they hold? As read, role by role.
select
    date_trunc('year', period_start)::date as period_start,
    count(distinct period_start) as n_months,
    sum(n_posts) filter (where role = 'all')::bigint as n_posts,
    sum(n_openings) filter (where role = 'all')::bigint as n_openings,
    coalesce(sum(n_openings) filter (where role = 'ai_engineer'), 0)::bigint as ai_engineer,
    coalesce(sum(n_openings) filter (where role = 'ml_engineer'), 0)::bigint as ml_engineer,
    coalesce(sum(n_openings) filter (where role = 'data_scientist'), 0)::bigint as data_scientist,
    coalesce(sum(n_openings) filter (where role = 'software_engineer'), 0)::bigint as software_engineer
from mart_census_demand
where source = 'hackernews'
group by all
order by period_start
