-- How many openings are open by the last visits, at how many employers, how many at the largest, and how many with misread roles put right?
with latest as (
    select role, stock_corrected, stock_corrected_low, stock_corrected_high
    from mart_role_growth
    where grain = 'week'
    qualify period_start = max(period_start) over ()
),

counted as (
    select
        role, count(*) as n_employers, sum(n_open_openings)::bigint as n_open_openings,
        max(n_open_openings) as n_largest
    from mart_employer_demand
    where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and n_open_openings > 0
    group by role
)

select
    role, n_open_openings, n_employers, n_largest, round(stock_corrected, 1) as corrected, round(stock_corrected_low, 1) as corrected_low,
    round(stock_corrected_high, 1) as corrected_high
from counted
left join latest using (role)
order by role <> 'ai_engineer', role <> 'ml_engineer', role
