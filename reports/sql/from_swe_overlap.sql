-- Which skills carry over: named often by software engineers' postings and by at least one of the three roles?
select
    base.skill_name, base.share as software_share, base.share_low as software_low, base.share_high as software_high,
    base.n_openings as n_software_openings,
    max(case when target.role = 'ai_engineer' then target.share end) as ai_engineer_share,
    max(case when target.role = 'ai_engineer' then target.share_low end) as ai_engineer_low,
    max(case when target.role = 'ai_engineer' then target.share_high end) as ai_engineer_high,
    max(case when target.role = 'ai_engineer' then target.n_openings end) as ai_engineer_n,
    max(case when target.role = 'ml_engineer' then target.share end) as ml_engineer_share,
    max(case when target.role = 'ml_engineer' then target.share_low end) as ml_engineer_low,
    max(case when target.role = 'ml_engineer' then target.share_high end) as ml_engineer_high,
    max(case when target.role = 'ml_engineer' then target.n_openings end) as ml_engineer_n,
    max(case when target.role = 'data_scientist' then target.share end) as data_scientist_share,
    max(case when target.role = 'data_scientist' then target.share_low end) as data_scientist_low,
    max(case when target.role = 'data_scientist' then target.share_high end) as data_scientist_high,
    max(case when target.role = 'data_scientist' then target.n_openings end) as data_scientist_n
from mart_skill_demand as base
inner join mart_skill_demand as target on base.skill = target.skill
where base.role = 'software_engineer' and base.share >= 0.1
  and target.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
group by base.skill_name, base.share, base.share_low, base.share_high, base.n_openings
having max(target.n_with) > 0
order by base.share desc, base.skill_name
limit 20
