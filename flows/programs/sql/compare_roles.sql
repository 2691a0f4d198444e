select attribute, value, role, share, share_low, share_high, number, number_low, number_high, n, n_of, n_employers, note
from mart_role_profile
where ($attribute = 'all' or attribute = $attribute)
    and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
    and value not in ('no', 'false')
qualify max(n) over (partition by attribute, value) > 0
order by attribute, value, role
