-- Of the openings that ask to see work: which skills do they name, as a hint at what the work should show?
with named as (
    select skill, max(skill_name) as skill_name
    from mart_skill_demand
    group by skill
)
select
    profile.role, coalesce(named.skill_name, profile.value) as skill_name, profile.number as place, profile.share,
    profile.share_low, profile.share_high, profile.n, profile.n_of, profile.n_employers, profile.note
from mart_role_profile as profile
left join named on profile.value = named.skill
where profile.attribute = 'portfolio_skill' and profile.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by profile.role, profile.number, profile.value
