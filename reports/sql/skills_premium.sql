-- Do postings that name a skill pay more, like compared to like?
select name, reference, reading, premium_share, premium_low, premium_high, n_postings, n_employers, adjusted_for, note
from mart_pay_premium
where term = 'skill' and reading = 'adjusted' and premium_share is not null
order by premium_share desc, name
