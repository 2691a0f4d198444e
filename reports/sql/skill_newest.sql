-- What share of openings named each skill in its newest month, and when did it pass 1 %, 5 % and 10 %? All seven roles together, in the longest history there is.
with longest as (
    select origin
    from mart_skill_adoption
    group by origin
    order by count(distinct period_start) desc, origin
    limit 1
)

select
    skill_name, period_start, share, share_low, share_high, n_with, n_openings, n_employers,
    first_seen_start, passed_1_start, passed_5_start, passed_10_start, origin
from mart_skill_adoption
semi join longest using (origin)
where role = 'all'
qualify row_number() over (partition by skill order by period_start desc) = 1
order by skill
