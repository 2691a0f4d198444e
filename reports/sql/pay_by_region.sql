-- What does each role pay by region of the United States? Middle of the stated range, all levels.
select
    region, role, n_openings, n_employers, n_stating_openings, n_could_state_pay, disclosure_share, disclosure_low, disclosure_high,
    p25, p25_low, p25_high, p50, p50_low, p50_high, p75, p75_low, p75_high, note
from mart_pay_band
where measure = 'mid' and currency = 'USD' and is_converted and country_code = 'US' and region <> 'all' and level = 'all'
  and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, n_openings desc, region
