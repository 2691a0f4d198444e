-- How much more does one level pay than another?
select name, reference, reading, premium_share, premium_low, premium_high, n_openings, n_employers, adjusted_for, note
from mart_pay_premium
where term = 'level'
order by list_position(['all', 'intern', 'junior', 'mid', 'senior', 'staff', 'manager'], name), name, reading
