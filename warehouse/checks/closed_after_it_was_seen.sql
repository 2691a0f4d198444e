-- Does every posting close after it was last seen, and was it first seen before that? Returns those that do not.
select posting_id, first_seen_at, last_seen_at, closed_at
from posting
where first_seen_at > last_seen_at
    or closed_at <= last_seen_at
    or (is_open and closed_at is not null)
