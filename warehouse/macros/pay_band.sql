-- What does this role pay? select * from pay_band('ai_engineer', 'senior', 'US'); 'all' for every level or country.
-- Whole units of the currency a year, each quantile with the ends of its 95 % interval. Converted rows hold every stated range in dollars,
-- the others those stated in a currency but the dollar. n_openings have this measure; disclosure_share is n_stating_openings of n_could_state_pay.
create macro pay_band(role_wanted, level_wanted, country_wanted) as table
select
    role,
    level,
    country_code,
    measure,
    currency,
    is_converted,
    n_openings,
    n_employers,
    n_stating_openings,
    n_could_state_pay,
    round(disclosure_share, 3) as disclosure_share,
    round(disclosure_low, 3) as disclosure_low,
    round(disclosure_high, 3) as disclosure_high,
    round(p10) as p10,
    round(p10_low) as p10_low,
    round(p10_high) as p10_high,
    round(p25) as p25,
    round(p25_low) as p25_low,
    round(p25_high) as p25_high,
    round(p50) as p50,
    round(p50_low) as p50_low,
    round(p50_high) as p50_high,
    round(p75) as p75,
    round(p75_low) as p75_low,
    round(p75_high) as p75_high,
    round(p90) as p90,
    round(p90_low) as p90_low,
    round(p90_high) as p90_high,
    note,
    n_openings as n_postings
from mart_pay_band
where role = role_wanted
    and level = level_wanted
    and country_code = country_wanted
    and region = 'all'
    and (is_converted or currency <> 'USD')
order by is_converted desc, currency, measure;
