-- Are the quantiles of filed wages in order, inside their intervals and above their floors, and growth inside its interval and its floor? Returns rows where they are not.
select 'mart_filed_wage' as mart, role || ' ' || grain || ' ' || period_start as item, n_filings as n, n_employers, p50 as value
from mart_filed_wage
where p10 > p25
    or p25 > p50
    or p50 > p75
    or p75 > p90
    or p10 not between p10_low and p10_high
    or p25 not between p25_low and p25_high
    or p50 not between p50_low and p50_high
    or p75 not between p75_low and p75_high
    or p90 not between p90_low and p90_high
    or (p50 is not null and (n_filings < 10 or n_employers < 5 or top_employer_share > 1 / 3 + 1e-9))
    or (coalesce(p25, p75) is not null and (n_filings < 20 or n_employers < 8))
    or (coalesce(p10, p90) is not null and (n_filings < 40 or n_employers < 15))
union all
select 'mart_filed_growth', role || ' ' || measure || ' ' || period_start, n_after, n_employers, growth_share
from mart_filed_growth
where growth_share not between growth_low and growth_high
    or (growth_share is not null and (least(n_before, n_after) < 20 or least(n_employers_before, n_employers_after) < 10))
