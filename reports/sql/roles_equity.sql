-- How do the three roles differ in this attribute?
select *
from role_profile('equity')
order by value, role
