-- What does this role pay? select * from pay_band('ai_engineer', 'senior', 'US'); 'all' for every level or country.
-- Whole units of the currency a year. Converted rows hold every stated range in dollars, the others those stated in a currency but the dollar.
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
    round(disclosure_share, 3) as disclosure_share,
    round(p10) as p10,
    round(p25) as p25,
    round(p50) as p50,
    round(p50_low) as p50_low,
    round(p50_high) as p50_high,
    round(p75) as p75,
    round(p90) as p90,
    note,
    n_openings as n_postings
from mart_pay_band
where role = role_wanted
    and level = level_wanted
    and country_code = country_wanted
    and region = 'all'
    and (is_converted or currency <> 'USD')
order by is_converted desc, currency, measure;
