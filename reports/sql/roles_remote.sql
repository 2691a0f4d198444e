-- How do the three roles differ in this attribute?
select *
from role_profile('remote')
order by value, role
