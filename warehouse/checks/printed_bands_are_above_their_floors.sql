-- Is no pay estimate printed below its floor (median 10 openings of 5 employers; quartiles 20 of 8; p10 and p90 40 of 15; no employer above a third), and does a distribution hold the openings of its median? Returns those that are.
select role, level, country_code, region, metro, measure, currency, n_openings, n_employers, top_employer_share
from mart_pay_band
where (p50 is not null and (n_openings < 10 or n_employers < 5 or top_employer_share > 1 / 3))
    or (coalesce(p25, p75) is not null and (n_openings < 20 or n_employers < 8))
    or (coalesce(p10, p90) is not null and (n_openings < 40 or n_employers < 15))
    or (pay_bins is not null and (p25 is null or list_sum(pay_bins) <> n_openings))
    or (p50 is null and coalesce(p25_bound_low, p25_bound_high, p50_bound_low, p50_bound_high, p75_bound_low, p75_bound_high) is not null)
