-- Where would an offer sit? Every band with a median: the quantiles with their intervals between which a figure is placed, and the distribution.
select
    band.role, band.level, band.country_code, band.n_openings, band.n_employers,
    band.p10, band.p10_low, band.p10_high, band.p25, band.p25_low, band.p25_high, band.p50, band.p50_low, band.p50_high,
    band.p75, band.p75_low, band.p75_high, band.p90, band.p90_low, band.p90_high,
    array_to_string(band.pay_bins, ' ') as pay_bins
from mart_pay_band as band
where band.measure = 'mid' and band.currency = 'USD' and band.is_converted and band.region = 'all' and band.metro = 'all' and band.p50 is not null
order by band.role, band.level, band.country_code
