-- Is no share, premium, change or index printed below its floor (10 openings of 5 employers, and for a pair of skills no employer with more than a third; 20 openings for a change; 8 boards of 8 employers for an index)? Returns those that are.
select 'mart_skill_demand' as mart, role || ' ' || skill as item, n_openings as n, n_employers
from mart_skill_demand
where share is not null
    and (n_openings < 10 or n_employers < 5)
union all
select 'mart_role_profile', role || ' ' || attribute || ' ' || value, n_of, n_employers
from mart_role_profile
where share is not null
    and (n_of < 10 or n_employers < 5)
union all
select 'mart_pay_band: openings that state pay', concat_ws(' ', role, level, country_code, region, metro), n_could_state_pay, n_could_employers
from mart_pay_band
where disclosure_share is not null
    and (n_could_state_pay < 10 or n_could_employers < 5)
union all
select 'mart_pay_premium', reading || ' ' || name, n_openings, n_employers
from mart_pay_premium
where premium_share is not null
    and (n_openings < 10 or n_employers < 5)
union all
select 'mart_pay_premium', reading || ' ' || name, n_openings, n_employers
from mart_pay_premium
where premium_share is not null
    and term = 'skill'
    and (n_openings < 30 or n_employers < 8)
union all
select 'mart_skill_pair', role || ' ' || skill_a || ' ' || skill_b, n_both, n_employers
from mart_skill_pair
where n_both < 10
    or n_employers is null
    or n_employers < 5
    or top_employer_share > 1 / 3 + 1e-9
union all
select 'mart_census_demand', role || ' ' || period_start, n_openings, null
from mart_census_demand
where yoy_share is not null
    and n_openings < 20
union all
select 'mart_role_growth', role || ' ' || grain || ' ' || period_start, n_boards, n_employers
from mart_role_growth
where "index" is not null
    and "index" <> 100 -- the base itself estimates nothing
    and (n_boards < 8 or n_employers < 8)
