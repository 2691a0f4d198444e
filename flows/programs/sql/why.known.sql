select posting_id
from posting
where posting_id = $posting_id
