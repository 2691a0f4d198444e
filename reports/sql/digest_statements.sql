-- What does this edition state that a later one is compared with? One row per figure, verdict, count of an employer and alarm.
with growth as (
    select
        'growth' as topic, role, evidence as subject, '' as detail, 'growth' as unit, growth_share as value, growth_low as low,
        growth_high as high, n, n_employers
    from mart_growth_evidence
    where growth_low is not null and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),
pay as (
    select
        'pay' as topic, role, country_code || '/' || level as subject, '' as detail, 'usd' as unit, p50 as value, p50_low as low, p50_high as high,
        n_openings as n, n_employers
    from mart_pay_band
    where
        p50_low is not null and measure = 'mid' and currency = 'USD' and is_converted and region = 'all' and metro = 'all'
        and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),
asks as (
    select
        'asks' as topic, role, attribute || '/' || value as subject, '' as detail, 'share' as unit, share as value, share_low as low,
        share_high as high, n_of as n, n_employers
    from mart_role_profile
    where
        share_low is not null and n > 0 and attribute not in ('top_skill', 'portfolio_skill')
        and value not in ('no', 'false') -- the rest of those who do: one change would be told twice
        and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),
skills as (
    select
        'skill' as topic, role, skill as subject, skill_name as detail, 'share' as unit, share as value, share_low as low,
        share_high as high, n_openings as n, n_employers
    from mart_skill_demand
    where share_low is not null and n_with > 0 and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),
verdicts as (
    select
        'verdict' as topic, role, claim_id as subject, statement as detail, unit, ours_value as value, ours_low as low,
        ours_high as high, n_openings as n, n_employers, verdict, note
    from mart_claim
),
employers as (
    select
        'employer' as topic, 'all' as role, employer_key as subject, min(employer) as detail, 'count' as unit,
        sum(n_new_28d)::double as value, sum(n_open_openings)::bigint as n
    from mart_employer_demand
    where role in ('ai_engineer', 'ml_engineer', 'data_scientist')
    group by employer_key
    having sum(n_new_28d) is not null
),
alarms as (
    select
        'alarm' as topic, 'all' as role, source || '/' || item as subject, '' as detail, 'text' as unit, n, mart_drift.verdict, note
    from mart_drift, mart_edition
    where mart_drift.verdict = 'error' and looked_date = as_of
),
stated as ( -- what a kind of row does not have is null
    from growth
    union all by name
    from pay
    union all by name
    from asks
    union all by name
    from skills
    union all by name
    from verdicts
    union all by name
    from employers
    union all by name
    from alarms
)
select topic, role, subject, detail, unit, value, low, high, n, n_employers, verdict, note
from stated
order by topic, role, subject
