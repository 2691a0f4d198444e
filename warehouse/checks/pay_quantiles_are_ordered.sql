-- Are the printed percentiles of a band in order, each inside its interval? Returns bands where they are not.
select role, level, country_code, region, measure, currency, p10, p25, p50, p75, p90
from mart_pay_band
where p10 > p25
    or p25 > p50
    or p50 > p75
    or p75 > p90
    or not (p50_low <= p50 and p50 <= p50_high)
    or not (p50_bound_low <= p50 + 1e-6 and p50 <= p50_bound_high + 1e-6)
