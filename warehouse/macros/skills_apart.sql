-- Which twelve skills set this role most apart from the others, and how often do the three roles name them?
-- select * from skills_apart('ai_engineer');
-- column apart_lift: How much the skill sets the role asked for apart: its lift in mart_skill_demand.
create macro skills_apart(role_wanted) as table
with apart as (
    select skill, lift as apart_lift
    from mart_skill_demand
    where role = role_wanted and lift > 0 and share is not null
    order by lift desc, skill
    limit 12
)

select
    demand.skill,
    demand.skill_name,
    demand.role,
    demand.share,
    demand.share_low,
    demand.share_high,
    demand.n_with,
    demand.n_openings,
    demand.n_employers,
    demand.note,
    apart.apart_lift,
    demand.n_openings as n_postings
from mart_skill_demand as demand
inner join apart on demand.skill = apart.skill
where demand.role in ('ai_engineer', 'ml_engineer', 'data_scientist');
