-- How do the three roles differ in this attribute?
select *
from role_profile('level')
order by value, role
