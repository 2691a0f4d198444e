-- Is a skill seen before it passes 1 %, and does it pass 1 % before 5 % and 5 % before 10 %? Returns those that do not.
select distinct origin, role, skill, first_seen_start, passed_1_start, passed_5_start, passed_10_start
from mart_skill_adoption
where first_seen_start > coalesce(passed_1_start, passed_5_start, passed_10_start)
    or passed_1_start > coalesce(passed_5_start, passed_10_start)
    or passed_5_start > passed_10_start
    or (passed_1_start is null and passed_5_start is not null)
    or (passed_5_start is null and passed_10_start is not null)
    or first_seen_start > period_start
