-- What does each role pay by country? Middle of the stated range, in US dollars at each posting's rate, all levels.
select
    country_code, role, n_openings, n_employers, n_stating_openings, n_could_state_pay, disclosure_share, disclosure_low, disclosure_high,
    p25, p25_low, p25_high, p50, p50_low, p50_high, p75, p75_low, p75_high, note
from mart_pay_band
where measure = 'mid' and currency = 'USD' and is_converted and country_code <> 'all' and region = 'all' and level = 'all'
  and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, n_openings desc, country_code
