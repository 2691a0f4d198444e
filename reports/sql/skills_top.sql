-- Which five skills set each role most apart from all others?
select role, skill, skill_name, share, share_low, share_high, n_with, n_openings, n_employers, lift
from mart_skill_demand
where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and lift > 0 and share is not null
qualify row_number() over (partition by role order by lift desc, skill) <= 5
order by role, lift desc, skill
