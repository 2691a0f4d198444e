-- Which skills does this role name that software engineers' postings name less, or not at all? The widest twelve gaps.
-- select * from skill_gaps('ai_engineer');
-- column role_share: Share of the openings of the role asked for that name the skill.
-- column role_low: Lower end of its 95 % interval.
-- column role_high: Upper end.
-- column software_share: The same share of software engineers' openings.
-- column software_low: Lower end of its 95 % interval.
-- column software_high: Upper end.
-- column gap_share: role_share less software_share.
-- column n_software_openings: Openings of software engineers with a text.
-- column n_software_postings: The former name of n_software_openings.
create macro skill_gaps(role_wanted) as table
select
    target.skill_name,
    target.share as role_share,
    target.share_low as role_low,
    target.share_high as role_high,
    base.share as software_share,
    base.share_low as software_low,
    base.share_high as software_high,
    target.share - base.share as gap_share,
    target.n_with,
    target.n_openings,
    base.n_openings as n_software_openings,
    target.n_employers,
    target.n_openings as n_postings,
    base.n_openings as n_software_postings
from mart_skill_demand as target
inner join mart_skill_demand as base on target.skill = base.skill and base.role = 'software_engineer'
where target.role = role_wanted
    and target.share is not null
    and base.share is not null
order by target.share - base.share desc, target.skill_name
limit 12;
