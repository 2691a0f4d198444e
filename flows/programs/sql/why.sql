select answer.*, posting.employer, posting.url
from why($posting_id) as answer
inner join posting using (posting_id)
order by abs(weight) desc
