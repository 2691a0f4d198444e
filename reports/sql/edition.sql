-- Which edition of the numbers is this, and how new is each kind of source? One row.
with boards as (
    select
        nullif(count(distinct row(source, board)), 0) as n_boards, min(looked_at) as first_look_at, max(looked_at) as boards_through
    from look
    where is_counted and period is null
),

threads as (
    select min(period || '-01')::date as threads_from, max(period || '-01')::date as threads_through
    from look
    where is_counted and period is not null
),

seen as (
    select
        employer_key, is_census, role_basis = 'title' as is_title_only, case when is_census then (period || '-01')::date else first_seen_at::date end as first_seen_date,
        case when is_census then least(last_day((period || '-01')::date), last_seen_at::date) else last_seen_at::date end as seen_date
    from posting
    where employer_key is not null
),

adverts as (
    select
        nullif(count(distinct employer_key) filter (not is_census), 0) as n_board_employers,
        greatest(min(first_seen_date), max(seen_date) - 364) as adverts_from, max(seen_date) as adverts_through,
        avg(is_title_only::int) as title_only_share
    from seen
)

select
    as_of, data_through, edition_id, version, reader_version, is_rehearsal, coalesce(boards.n_boards, mart_edition.n_boards) as n_boards,
    n_employers, n_postings, coalesce(boards.first_look_at, mart_edition.first_look_at) as first_look_at, n_look_days, next_expected,
    coalesce(mart_edition.boards_through, boards.boards_through) as boards_through, adverts.n_board_employers, threads_from,
    coalesce(mart_edition.threads_through, threads.threads_through) as threads_through, adverts_from, least(adverts_through, as_of) as adverts_through,
    adverts.title_only_share
from mart_edition
cross join boards
cross join threads
cross join adverts
