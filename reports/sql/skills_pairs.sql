-- Which skills stand together in one posting more often than chance would have it?
select role, skill_a, skill_b, n_both, lift
from mart_skill_pair
where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and n_both >= 10
qualify row_number() over (partition by role order by lift desc, skill_a, skill_b) <= 8
order by role, lift desc, skill_a, skill_b
