-- Which histories do the numbers use? One row per imported history (rolecall import, rolecall backfill open_jobs).
-- Excludes looks that another look of the same instant replaced.
create table mart_history as
with ours as (
    select origin, source, board, looked_at
    from look
    where is_counted and origin is not null
),
looks as (
    select
        origin,
        count(distinct source || ':' || board) as n_boards,
        count(*) as n_looks,
        count(distinct looked_at::date) as n_days,
        min(looked_at)::date as from_date,
        max(looked_at)::date as until_date
    from ours
    group by origin
),
newest as (
    select max(last_seen_at) as seen_at
    from posting
),
last_seen as (
    select
        ours.origin,
        count(*) as n_postings,
        count(*) filter (where posting.last_seen_at > newest.seen_at - interval 365 days) as n_postings_year
    from posting
    cross join newest
    inner join ours
        on posting.source = ours.source and posting.board = ours.board and posting.last_seen_at = ours.looked_at
    group by ours.origin
)
select
    looks.origin,
    looks.n_boards::bigint as n_boards,
    looks.n_looks::bigint as n_looks,
    looks.n_days::bigint as n_days,
    looks.from_date,
    looks.until_date,
    coalesce(last_seen.n_postings, 0)::bigint as n_postings,
    coalesce(last_seen.n_postings_year, 0)::bigint as n_postings_year
from looks
left join last_seen using (origin)
order by looks.origin;

comment on column mart_history.origin is 'The history''s name, as look.origin has it.';
comment on column mart_history.n_boards is 'Boards that it looked at.';
comment on column mart_history.n_looks is 'Its looks.';
comment on column mart_history.n_days is 'Days with such a look.';
comment on column mart_history.from_date is 'Day of its first look.';
comment on column mart_history.until_date is 'Day of its last look.';
comment on column mart_history.n_postings is 'Postings that were last seen in it, and are read from what it says.';
comment on column mart_history.n_postings_year is 'Those last seen in the year up to the newest sighting: pay, skills and asks are read from them too.';
