-- How far apart are the low end, the middle and the high end of the stated ranges? United States, all levels.
select role, measure, n_openings, n_employers, p25, p25_low, p25_high, p50, p50_low, p50_high, p75, p75_low, p75_high, wide_share, note
from mart_pay_band
where currency = 'USD' and is_converted and country_code = 'US' and region = 'all' and level = 'all'
  and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, measure
