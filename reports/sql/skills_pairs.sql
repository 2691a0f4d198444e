-- Which skills stand together in one posting more often than chance would have it?
with strongest as (
    select role, skill_a, skill_b, n_both, lift
    from mart_skill_pair
    where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and n_both >= 10
    qualify row_number() over (partition by role order by lift desc, skill_a, skill_b) <= 8
),
named as (
    select skill, max(skill_name) as skill_name
    from mart_skill_demand
    group by skill
)
select
    strongest.role, coalesce(one.skill_name, strongest.skill_a) as skill_a,
    coalesce(other.skill_name, strongest.skill_b) as skill_b, strongest.n_both, strongest.lift
from strongest
left join named as one on one.skill = strongest.skill_a
left join named as other on other.skill = strongest.skill_b
order by strongest.role, strongest.lift desc, strongest.skill_a, strongest.skill_b
