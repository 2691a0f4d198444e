-- Are the printed percentiles of a band in order, each inside its interval and its bounds? Returns bands where they are not.
select role, level, country_code, region, metro, measure, currency, p10, p25, p50, p75, p90
from mart_pay_band
where p10 > p25
    or p25 > p50
    or p50 > p75
    or p75 > p90
    or p10 not between p10_low and p10_high
    or p25 not between p25_low and p25_high
    or p50 not between p50_low and p50_high
    or p75 not between p75_low and p75_high
    or p90 not between p90_low and p90_high
    or p25_bound_low > p25 + 1e-6
    or p25_bound_high < p25 - 1e-6
    or p50_bound_low > p50 + 1e-6
    or p50_bound_high < p50 - 1e-6
    or p75_bound_low > p75 + 1e-6
    or p75_bound_high < p75 - 1e-6
    or p50_reweighted not between p50_reweighted_low and p50_reweighted_high
