-- Does every selection hold ten openings of five employers, with ordered quantiles and a distribution of the same openings above their floors, and every median of a quarter? Returns those that do not.
select role, level, country_code, metro, remote_policy, skill, n_openings, n_employers, n_paid, p25, p50, p75
from mart_slice
where n_openings < 10
    or n_employers < 5
    or n_open_openings > n_openings
    or (p50 is not null and (n_paid < 10 or n_paying_employers < 5 or top_employer_share > 1 / 3 + 1e-9))
    or (coalesce(p25, p75) is not null and (n_paid < 20 or n_paying_employers < 8))
    or (pay_bins is not null and (n_paid < 20 or n_paying_employers < 8 or list_sum(pay_bins) <> n_paid))
    or abs(disclosure_share - n_stating_openings / n_could_state_pay) > 1e-9
    or (disclosure_share is not null and n_could_state_pay < 10)
    or disclosure_share not between disclosure_low and disclosure_high
    or n_stating_openings < n_paid
    or (coalesce(p10, p90) is not null and (n_paid < 40 or n_paying_employers < 15))
    or p10 not between p10_low and p10_high
    or p25 not between p25_low and p25_high
    or p50 not between p50_low and p50_high
    or p75 not between p75_low and p75_high
    or p90 not between p90_low and p90_high
    or p10 > p25
    or p25 > p50
    or p50 > p75
    or p75 > p90
    or (p50 is null) <> (note is not null)
union all
select role, level, country_code, metro, remote_policy, name, n, n_of, null, null, null, null
from mart_slice_top
where n > n_of or (kind = 'employer' and n < 3)
union all
select role, origin, country_code, null, null, period_start::varchar, n_openings, n_employers, null, null, p50, null
from mart_pay_quarter
where (p50 is not null and (n_openings < 10 or n_employers < 5 or top_employer_share > 1 / 3 + 1e-9))
    or p50 not between p50_low and p50_high
    or (p50 is null) <> (note is not null)
