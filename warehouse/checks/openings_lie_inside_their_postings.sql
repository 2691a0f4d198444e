-- Does every opening open, close and count as its postings do? Returns those that do not.
with parts as (
    select
        opening_id,
        min(first_seen_at)::date as first_date,
        max(first_seen_at)::date as last_date,
        max(closed_at)::date as last_closed_date,
        bool_or(is_open) as has_open,
        bool_or(is_open is null) as has_unknown,
        count(*) as n_postings
    from posting
    group by opening_id
)
select opening.opening_id, opening.opened_date, parts.first_date, opening.closed_date, parts.last_closed_date, opening.is_open, opening.n_postings
from opening
inner join parts using (opening_id)
where opening.opened_date not between parts.first_date and parts.last_date
    or opening.closed_date < opening.opened_date
    or opening.closed_date > parts.last_closed_date
    or (opening.closed_date is not null and opening.is_open)
    or opening.is_open is distinct from case when parts.has_open then true when not parts.has_unknown then false end
    or opening.n_postings <> parts.n_postings
