-- What does each selection pay, and how many openings does it hold? The 6,000 selections with the most openings; all of them stand in mart_slice.
select
    role, level, country_code, metro, remote_policy, skill,
    n_openings, n_employers, n_open_openings, n_paid, n_paying_employers, n_stating_openings, n_could_state_pay,
    disclosure_share, disclosure_low, disclosure_high,
    p10, p10_low, p10_high, p25, p25_low, p25_high, p50, p50_low, p50_high, p75, p75_low, p75_high, p90, p90_low, p90_high,
    array_to_string(pay_bins, ' ') as pay_bins,
    note,
    count(*) over () as n_selections
from mart_slice
order by n_openings desc, role, level, country_code, metro, remote_policy, skill
limit 6000
