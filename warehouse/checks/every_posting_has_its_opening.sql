-- Does every posting belong to an opening that exists? Returns postings that do not.
select posting.posting_id, posting.opening_id
from posting
left join opening using (opening_id)
where opening.opening_id is null
