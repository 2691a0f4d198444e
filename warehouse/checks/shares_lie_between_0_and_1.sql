-- Do all shares of all marts lie in 0..1, inside their own interval, and changes of shares in -1..1? Returns those that do not.
with shares as (
    select 'mart_skill_demand' as mart, role || ' ' || skill as item, share as value, share_low as low, share_high as high
    from mart_skill_demand
    union all
    select 'mart_skill_adoption', role || ' ' || skill || ' ' || period_start, share, share_low, share_high
    from mart_skill_adoption
    union all
    select 'mart_skill_demand: required', role || ' ' || skill, required_share, required_low, required_high
    from mart_skill_demand
    union all
    select 'mart_skill_demand: preferred', role || ' ' || skill, preferred_share, preferred_low, preferred_high
    from mart_skill_demand
    union all
    select 'mart_skill_demand: those that name it', role || ' ' || skill, required_share + preferred_share, null, share
    from mart_skill_demand
    union all
    select 'mart_role_profile', role || ' ' || attribute || ' ' || value, share, share_low, share_high
    from mart_role_profile
    union all
    select 'mart_pay_band', concat_ws(' ', role, level, country_code, region, metro), unnest([wide_share, top_employer_share]), null, null
    from mart_pay_band
    union all
    select 'mart_pay_band', concat_ws(' ', role, level, country_code, region, metro), disclosure_share, disclosure_low, disclosure_high
    from mart_pay_band
    union all
    select 'mart_pay_quarter', concat_ws(' ', origin, role, country_code, period_start), top_employer_share, null, null
    from mart_pay_quarter
    union all
    select 'mart_slice', concat_ws(' ', role, level, country_code, metro, remote_policy, skill), unnest([disclosure_share, top_employer_share]), null, null
    from mart_slice
    union all
    select 'mart_slice_top', concat_ws(' ', role, level, country_code, metro, remote_policy, name), share, share_low, share_high
    from mart_slice_top
    union all
    select 'mart_filed_wage', concat_ws(' ', role, grain, period_start), unnest([range_share, top_employer_share]), null, null
    from mart_filed_wage
    union all
    select 'mart_filed_growth', role || ' ' || measure || ' ' || period_start, top_employer_share, null, null
    from mart_filed_growth
    union all
    select 'mart_role_growth', role || ' ' || grain || ' ' || period_start, role_share, role_share_low, role_share_high
    from mart_role_growth
    union all
    select 'mart_role_growth', role || ' ' || grain || ' ' || period_start, role_as_read_share, null, null
    from mart_role_growth
    union all
    select 'mart_census_demand', role || ' ' || period_start, opening_share, share_low, share_high
    from mart_census_demand
    union all
    select 'mart_census_demand', role || ' ' || period_start, opening_as_read_share, null, null
    from mart_census_demand
    union all
    select 'mart_employer_demand', employer_key || ' ' || role, has_pay_share, null, null
    from mart_employer_demand
    union all
    select 'mart_skill_pair', role || ' ' || skill_a || ' ' || skill_b, top_employer_share, null, null
    from mart_skill_pair
    union all
    select 'mart_drift', source || ' ' || item, share, null, share_high
    from mart_drift
    union all
    select 'mart_drift', source || ' ' || item, usual_share, null, null
    from mart_drift
    union all
    select 'mart_quality', section || ' ' || source || ' ' || item, share, null, null
    from mart_quality
    where item <> 'phrases not understood' -- of postings: one may hold several
    union all
    select 'mart_claim', claim_id, ours_value, ours_low, ours_high
    from mart_claim
    where unit = 'share'
    union all
    select 'mart_benchmark', source || ' ' || area, value, null, null
    from mart_benchmark
    where measure like '%share%'
),
changes as (
    select 'mart_skill_demand' as mart, role || ' ' || skill as item, change_share as value, change_low as low, change_high as high
    from mart_skill_demand
    union all
    select 'mart_skill_demand', role || ' ' || skill, year_change_share, year_change_low, year_change_high
    from mart_skill_demand
    union all
    select 'mart_pay_band', concat_ws(' ', role, level, country_code, region, metro), disclosure_change_share, null, null
    from mart_pay_band
)
select *
from shares
where value not between -1e-9 and 1 + 1e-9
    or low > value + 1e-9
    or high < value - 1e-9
    or low < 0
    or high > 1 + 1e-9
union all
select *
from changes
where value not between -1 and 1
    or low > value + 1e-9
    or high < value - 1e-9
