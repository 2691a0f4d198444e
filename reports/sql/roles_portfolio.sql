-- How do the three roles differ in this attribute?
select *
from role_profile('portfolio')
order by value, role
