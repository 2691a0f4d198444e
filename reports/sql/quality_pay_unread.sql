-- What looks like pay and was not understood? A sample.
select phrase, posting_id
from pay_unread
order by phrase, posting_id
limit 40
