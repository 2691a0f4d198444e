-- What does each role pay in the United States, by level? Middle of the stated base range, US dollars a year.
select
    role, level, n_openings, n_employers, n_stating_openings, n_could_state_pay, disclosure_share, disclosure_low, disclosure_high,
    p10, p10_low, p10_high, p25, p25_low, p25_high, p50, p50_low, p50_high, p75, p75_low, p75_high, p90, p90_low, p90_high,
    wide_share, top_employer_share, note
from mart_pay_band
where measure = 'mid' and currency = 'USD' and is_converted and country_code = 'US' and region = 'all'
  and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, list_position(['all', 'intern', 'junior', 'mid', 'senior', 'staff', 'manager'], level), level
