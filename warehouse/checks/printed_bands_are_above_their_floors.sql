-- Is no pay estimate printed below its floor (median 10 openings of 5 employers; quartiles 20 of 8; p10 and p90 40 of 15)? Returns those that are.
select role, level, country_code, region, measure, currency, n_postings, n_employers
from mart_pay_band
where (p50 is not null and (n_postings < 10 or n_employers < 5))
    or (coalesce(p25, p75) is not null and (n_postings < 20 or n_employers < 8))
    or (coalesce(p10, p90) is not null and (n_postings < 40 or n_employers < 15))
