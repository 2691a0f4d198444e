-- What do the selections without a skill pay, largest first?
select
    role, level, country_code, metro, remote_policy,
    n_openings, n_employers, n_open_openings, n_paid, n_stating_openings, n_could_state_pay, disclosure_share, disclosure_low, disclosure_high,
    p10, p10_low, p10_high, p25, p25_low, p25_high, p50, p50_low, p50_high, p75, p75_low, p75_high, p90, p90_low, p90_high,
    note
from mart_slice
where skill = 'all'
order by n_openings desc, role, level, country_code, metro, remote_policy
limit 400
