-- Do postings that name a skill pay more, like compared to like?
with named as (
    select skill, max(skill_name) as skill_name
    from mart_skill_demand
    group by skill
)
select
    coalesce(named.skill_name, premium.name) as skill_name, premium.premium_share, premium.premium_low, premium.premium_high,
    premium.n_openings, premium.n_employers, premium.adjusted_for, premium.note
from mart_pay_premium as premium
left join named on premium.name = named.skill
where premium.term = 'skill' and premium.reading = 'adjusted' and premium.premium_share is not null
order by premium.premium_share desc, premium.name
