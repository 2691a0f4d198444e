-- What may all openings of a role pay, also those that are silent? select * from pay_bounds('ai_engineer', 'all', 'US');
-- Manski's bounds hold whatever the silent openings pay. Middle of the range, US dollars a year.
-- column quantile: p25, p50 or p75.
-- column of_those_that_state_it: This quantile over openings that state pay.
-- column bound_low: The least it can be over all openings; null where too many are silent.
-- column bound_high: The most it can be over all openings; null where too many are silent.
create macro pay_bounds(role_wanted, level_wanted, country_wanted) as table
with band as (
    select *
    from mart_pay_band
    where role = role_wanted
        and level = level_wanted
        and country_code = country_wanted
        and region = 'all'
        and measure = 'mid'
        and is_converted
)
select
    quantile,
    round(of_those_that_state_it) as of_those_that_state_it,
    round(bound_low) as bound_low,
    round(bound_high) as bound_high,
    case
        when of_those_that_state_it is null then note
        when bound_low is null and bound_high is null then 'not identified: too many are silent'
        when bound_low is null then 'not identified below'
        when bound_high is null then 'not identified above'
    end as note,
    n_openings,
    n_stating_openings,
    n_could_state_pay,
    round(disclosure_share, 3) as disclosure_share,
    n_openings as n_postings,
    n_could_state_pay as n_all_postings
from (
    select 'p25' as quantile, p25 as of_those_that_state_it, p25_bound_low as bound_low, p25_bound_high as bound_high, * from band
    union all
    select 'p50', p50, p50_bound_low, p50_bound_high, * from band
    union all
    select 'p75', p75, p75_bound_low, p75_bound_high, * from band
) as quantiles
order by quantile;
