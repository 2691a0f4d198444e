-- Which skills are bridges: named by software engineers' openings already at least half as often, and setting the role apart from the others?
select
    target.role, target.skill_name, base.share as software_share, base.share_low as software_low,
    base.share_high as software_high, target.share as role_share, target.share_low as role_low,
    target.share_high as role_high, target.lift, base.n_openings as n_software_openings, target.n_openings,
    target.n_employers
from mart_skill_demand as target
inner join mart_skill_demand as base on target.skill = base.skill and base.role = 'software_engineer'
where target.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
  and target.lift > 2 and base.share >= 0.05 and target.share >= 0.1
  and base.share >= target.share / 2 -- a wider difference is a gap, and stands with the gaps
order by target.role, base.share desc, target.skill_name
