-- How much more does one role pay than another, plainly, with like compared to like, and within the same employer?
select name, reference, reading, premium_share, premium_low, premium_high, n_openings, n_employers, adjusted_for, note
from mart_pay_premium
where term = 'role'
order by name, reading
