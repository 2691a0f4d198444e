-- Does table source list every kind of board once, by a title? Returns kinds that it lacks, repeats or leaves without one.
with used as (
    select source as name from look
    union
    select source from posting
)
select name, 'not listed' as fault
from used
anti join source using (name)
union all
select name, case when count(*) > 1 then 'listed twice' else 'no title' end
from source
group by name
having count(*) > 1
    or count(title) = 0
