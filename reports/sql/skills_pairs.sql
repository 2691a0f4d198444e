-- Which skills stand together in one posting more often than chance would have it?
with strongest as (
    select role, skill_a, skill_b, n_both, n_employers, lift
    from mart_skill_pair
    where role in ('ai_engineer', 'ml_engineer', 'data_scientist')
    qualify row_number() over (partition by role order by lift desc, skill_a, skill_b) <= 8
),
named as (
    select skill, max(skill_name) as skill_name
    from mart_skill_demand
    group by skill
),
paired as (
    select
        strongest.role, coalesce(one.skill_name, strongest.skill_a) as first_skill,
        coalesce(other.skill_name, strongest.skill_b) as other_skill, strongest.n_both, strongest.n_employers, strongest.lift
    from strongest
    left join named as one on strongest.skill_a = one.skill
    left join named as other on strongest.skill_b = other.skill
)
select role, first_skill, other_skill, n_both, n_employers, lift
from paired
order by role, lift desc, first_skill, other_skill
