-- Is nothing counted as open that a later conclusive look no longer listed? Returns such postings with that look.
select posting.posting_id, posting.last_seen_at, look.look_id, look.looked_at
from posting
inner join look
    on posting.source = look.source
    and posting.board = look.board
where posting.is_open
    and look.is_counted
    and not look.is_suspect
    and (look.outcome in ('complete', 'unchanged') or look.is_death)
    and look.looked_at > posting.last_seen_at
