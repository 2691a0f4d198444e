-- Which skills does each role name measurably more often than software engineers: its interval lies above theirs? Three a role, the widest gaps first, of all skills.
select
    target.role, target.skill_name, target.share as role_share, target.share_low as role_low, target.share_high as role_high,
    base.share as software_share, base.share_low as software_low, base.share_high as software_high,
    target.n_openings, base.n_openings as n_software_openings
from mart_skill_demand as target
inner join mart_skill_demand as base on target.skill = base.skill and base.role = 'software_engineer'
where target.role in ('ai_engineer', 'ml_engineer', 'data_scientist') and target.share_low > base.share_high
qualify row_number() over (partition by target.role order by target.share - base.share desc, target.skill_name) <= 3
order by target.role, target.share - base.share desc, target.skill_name
