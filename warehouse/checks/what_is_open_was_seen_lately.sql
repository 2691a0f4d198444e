-- Is a posting open only as long as that is known, and unknown only when it is not? Returns those that are not, with the edition's day.
select posting.posting_id, posting.last_seen_at, posting.is_open, mart_edition.as_of
from posting
cross join mart_edition
where posting.closed_at is null
    and not posting.is_census
    and posting.is_prospect is not true
    and posting.is_open is distinct from case when mart_edition.as_of - posting.last_seen_at::date <= 28 then true end
