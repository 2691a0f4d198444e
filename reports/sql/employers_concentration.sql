-- On how many employers does each role's count rest?
select role, count(*) as n_employers, sum(n_open_openings)::bigint as n_open_openings, max(n_open_openings) as n_largest
from mart_employer_demand
where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and n_open_openings > 0
group by role
order by role
