-- Which skills carry over: named often by software engineers' postings and by at least one of the three roles?
select
    base.skill_name, base.share as software_share, base.n_openings as n_software_openings,
    max(case when target.role = 'ai_engineer' then target.share end) as ai_engineer_share,
    max(case when target.role = 'ml_engineer' then target.share end) as ml_engineer_share,
    max(case when target.role = 'data_scientist' then target.share end) as data_scientist_share
from mart_skill_demand as base
inner join mart_skill_demand as target on base.skill = target.skill
where base.role = 'software_engineer' and base.share >= 0.1
  and target.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
group by base.skill_name, base.share, base.n_openings
order by base.share desc, base.skill_name
limit 20
