-- How much of each role is open to beginners, and who asks to see a portfolio?
select attribute, value, role, share, share_low, share_high, number, number_low, number_high, n, n_of, n_employers, note
from mart_role_profile
where attribute in ('level', 'portfolio', 'years_min', 'degree')
  and coalesce(value, '') not in ('no', 'false')
  and role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'software_engineer')
qualify max(n) over (partition by attribute, value) > 0 or count(share) over (partition by attribute, value) > 0
order by attribute, list_position(['all', 'intern', 'junior', 'mid', 'senior', 'staff', 'manager'], value), value, role
