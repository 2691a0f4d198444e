-- What does each role pay in the United States, all levels? Middle of the stated base range, US dollars a year.
select role, level, n_openings, n_employers, n_stating_openings, n_could_state_pay, disclosure_share, disclosure_low, disclosure_high, p50, p50_low, p50_high, note
from mart_pay_band
where measure = 'mid' and currency = 'USD' and is_converted and country_code = 'US' and region = 'all' and level = 'all'
order by role
