-- Where would an offer sit? Every band with a median: the quantiles between which a figure is placed.
select
    role, level, country_code, n_postings, n_employers,
    p10, p10_low, p10_high, p25, p25_low, p25_high, p50, p50_low, p50_high, p75, p75_low, p75_high, p90, p90_low, p90_high
from mart_pay_band
where measure = 'mid' and currency = 'USD' and is_converted and region = 'all' and p50 is not null
order by role, level, country_code
