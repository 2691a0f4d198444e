-- Is a posting open only as long as that is known, and unknown only when it is not? Returns those that are not, with the day that boards were last seen.
with visited as (
    select max(last_seen_at)::date as visited_date
    from posting
    where not is_census
)

select posting.posting_id, posting.last_seen_at, posting.is_open, visited.visited_date
from posting
cross join visited
where posting.closed_at is null
    and not posting.is_census
    and posting.is_prospect is not true
    and posting.is_open is distinct from case when visited.visited_date - posting.last_seen_at::date <= 28 then true end
