-- When did skills appear, and when did they pass 1 %, 5 % and 10 % of openings for good? Those first seen half a year or more after the longest history begins.
with longest as (
    select origin, min(first_seen_start) as begun
    from mart_skill_adoption
    group by origin
    order by count(distinct period_start) desc, origin
    limit 1
)

select
    role, skill, skill_name, first_seen_start, passed_1_start, passed_5_start, passed_10_start, period_start, share, share_low,
    share_high, n_with, n_openings, n_employers, origin
from mart_skill_adoption
inner join longest using (origin)
where first_seen_start >= begun + interval 6 month and role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'all')
qualify period_start = max(period_start) over (partition by role, skill)
order by role, passed_1_start nulls last, first_seen_start, skill
