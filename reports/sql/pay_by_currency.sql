-- The same in the currency that the postings state, nothing converted.
select country_code, currency, role, n_openings, n_employers, p25, p25_low, p25_high, p50, p50_low, p50_high, p75, p75_low, p75_high, note
from mart_pay_band
where measure = 'mid' and not is_converted and region = 'all' and level = 'all'
  and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, n_openings desc, country_code, currency
