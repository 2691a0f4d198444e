-- How do the three roles differ in this attribute?
select *
from role_profile('level')
order by list_position(['all', 'intern', 'junior', 'mid', 'senior', 'staff', 'manager'], value), value, role
