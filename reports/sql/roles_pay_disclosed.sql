-- How do the three roles differ in this attribute?
select *
from role_profile('pay_disclosed')
order by value, role
