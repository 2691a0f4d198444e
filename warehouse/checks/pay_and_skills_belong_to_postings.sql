-- Does every pay range and every skill belong to a posting, a skill once? Returns those that do not.
select 'posting_pay' as what, posting_id, currency as item
from posting_pay
anti join posting using (posting_id)
union all
select 'posting_skill', posting_id, skill
from posting_skill
anti join posting using (posting_id)
union all
select 'posting_skill', posting_id, skill
from posting_skill
group by posting_id, skill
having count(*) > 1
