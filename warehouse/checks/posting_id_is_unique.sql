-- Is every posting_id unique? Returns those in more than one row.
select posting_id, count(*) as n_rows
from posting
group by posting_id
having count(*) > 1
