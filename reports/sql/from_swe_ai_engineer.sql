-- Which skills does this role name that software engineers' postings name less? The widest twelve gaps.
select
    target.skill_name, target.share as role_share, target.share_low as role_low, target.share_high as role_high,
    base.share as software_share, base.share_low as software_low, base.share_high as software_high,
    target.share - base.share as gap_share, target.n_with, target.n_postings, base.n_postings as n_software_postings,
    target.n_employers
from mart_skill_demand as target
inner join mart_skill_demand as base on target.skill = base.skill and base.role = 'software_engineer'
where target.role = 'ai_engineer' and target.share is not null and base.share is not null
order by target.share - base.share desc, target.skill_name
limit 12
