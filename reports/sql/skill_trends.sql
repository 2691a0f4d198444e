-- What share of openings names each skill, month by month? By origin: the 260 skills that all roles name most, and the 45 that each role in focus names most.
with ranked as (
    select
        origin,
        role,
        skill,
        row_number() over (partition by origin, role order by sum(n_with) desc, skill) as position
    from mart_skill_adoption
    where role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'all')
    group by origin, role, skill
)

select
    origin, role, skill, skill_name, period_start,
    n_with, n_openings, share, share_low, share_high,
    first_seen_start, passed_1_start, passed_5_start, passed_10_start
from mart_skill_adoption
semi join (
    select origin, role, skill
    from ranked
    where position <= case when role = 'all' then 260 else 45 end
) as shown using (origin, role, skill)
order by origin, role, skill, period_start
