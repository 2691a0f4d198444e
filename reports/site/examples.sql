-- How fast does demand for AI engineers grow, on how many boards, with what interval?
from growth('ai_engineer');

-- What do senior ML engineers in the US earn (low, middle and high of the stated range apart)?
from pay_band('ml_engineer', 'senior', 'US');

-- What sets each role apart from the other two?
select role, skill_name, share, share_low, share_high, n_with from mart_skill_demand
where role in ('ai_engineer', 'ml_engineer', 'data_scientist') qualify row_number() over (partition by role order by lift desc) <= 8;

-- Who opened the most AI engineering jobs in the last four weeks?
select employer, n_new_28d, n_open_openings, has_pay_share from mart_employer_demand
where role = 'ai_engineer' order by n_new_28d desc, n_open_openings desc limit 10;

-- Which postings call themselves data scientist and are something else, by the work?
select title, employer, role, round(role_confidence, 2) as confidence from posting
where title ilike '%data scientist%' and role_counted not in ('data_scientist', 'unclear') limit 20;
