-- How do the three roles differ in this attribute?
select *
from role_profile('degree')
order by value, role
