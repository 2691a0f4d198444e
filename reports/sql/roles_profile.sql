-- What do postings say of each of the three roles, attribute by attribute?
select attribute, value, role, share, share_low, share_high, number, number_low, number_high, n, n_of, n_employers, note
from mart_role_profile
where role in ('ai_engineer', 'ml_engineer', 'data_scientist')
qualify max(n) over (partition by attribute, value) > 0 or count(share) over (partition by attribute, value) > 0
order by attribute, value, role
