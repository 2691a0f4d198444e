-- Which edition of the numbers is this? One row.
select
    as_of, data_through, edition_id, version, reader_version, is_rehearsal, n_boards, n_employers, n_postings,
    first_look_at, n_look_days, next_expected
from mart_edition
