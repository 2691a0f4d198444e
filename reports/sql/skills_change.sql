-- Which skills are named more often, or less, than a quarter before?
select role, skill, skill_name, share, change_share, change_low, change_high, n_with, n_postings, n_employers
from mart_skill_demand
where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and change_share is not null and n_with >= 10
qualify row_number() over (partition by role order by abs(change_share) desc, skill) <= 6
order by role, change_share desc, skill
