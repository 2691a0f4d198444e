-- How do the three roles differ in this attribute?
select *
from role_profile('math')
order by value, role
