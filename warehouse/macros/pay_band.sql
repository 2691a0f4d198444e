-- What does this role pay? select * from pay_band('ai_engineer', 'senior', 'US'); 'all' for every level or country.
create macro pay_band(role_wanted, level_wanted, country_wanted) as table
select role, level, country_code, measure, currency, n_postings, n_employers, disclosure_share, p10, p25, p50, p50_low, p50_high, p75, p90, note
from mart_pay_band
where role = role_wanted
  and level = level_wanted
  and country_code = country_wanted
  and region = 'all'
order by currency, measure;
