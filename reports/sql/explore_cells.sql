-- What does each selection pay, and how many openings does it hold? The 6,000 selections with the most openings; all of them stand in mart_slice.
select
    role, level, country_code, metro, remote_policy, skill,
    n_openings, n_employers, n_open_openings, n_paid, n_paying_employers, n_stating_openings, n_could_state_pay,
    disclosure_share, disclosure_low, disclosure_high,
    p10, p25, p50, p50_low, p50_high, p75, p90,
    array_to_string(pay_bins, ' ') as pay_bins,
    note,
    count(*) over () as n_selections
from mart_slice
order by n_openings desc, role, level, country_code, metro, remote_policy, skill
limit 6000
