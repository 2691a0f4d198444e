-- Which skills and employers lead each selection?
select role, level, country_code, metro, remote_policy, kind, name, n, n_of, share, share_low, share_high
from mart_slice_top
semi join (
    select role, level, country_code, metro, remote_policy
    from mart_slice
    where skill = 'all'
    order by n_openings desc, role, level, country_code, metro, remote_policy
    limit 1500
) as shown using (role, level, country_code, metro, remote_policy)
order by role, level, country_code, metro, remote_policy, kind, n desc, name
