-- Which edition of the numbers is this? One row.
create table mart_edition (
    as_of date,
    data_through timestamp,
    boards_through timestamp,
    threads_through date,
    edition_id varchar,
    version varchar,
    reader_version varchar,
    is_rehearsal boolean,
    n_looks bigint,
    n_boards bigint,
    n_boards_ok bigint,
    n_employers bigint,
    n_board_employers bigint,
    n_postings bigint,
    n_openings bigint,
    n_open_openings bigint,
    n_unclear bigint,
    first_look_at timestamp,
    n_look_days bigint,
    next_expected date
);

comment on column mart_edition.as_of is 'The day that the edition describes.';
comment on column mart_edition.data_through is 'UTC time of the last look at anything, including history.';
comment on column mart_edition.boards_through is 'UTC time of the last look at a job board that saw all that it shows; null when there was none.';
comment on column mart_edition.threads_through is 'First day of the newest month that a census (hiring threads, monthly adverts) was read for; null when none was.';
comment on column mart_edition.edition_id is 'Names this content: the day and a digest of the marts.';
comment on column mart_edition.version is 'Rolecall''s version.';
comment on column mart_edition.reader_version is 'Version of the readers.';
comment on column mart_edition.is_rehearsal is 'Whether the data are simulated.';
comment on column mart_edition.n_looks is 'Looks counted.';
comment on column mart_edition.n_boards is 'Job boards looked at. Threads do not count.';
comment on column mart_edition.n_boards_ok is 'Boards whose last look was complete or unchanged, or, for a feed of its newest postings, showed all that the feed ever does.';
comment on column mart_edition.n_employers is 'Employers with a posting, including those in threads.';
comment on column mart_edition.n_board_employers is 'Employers with a posting on a job board.';
comment on column mart_edition.n_postings is 'Postings.';
comment on column mart_edition.n_openings is 'Openings. Talent pools do not count.';
comment on column mart_edition.n_open_openings is 'Openings open by the last visits: not those last seen more than 28 days before the newest sighting of any. In a market that has had no run for months, what was open at its last one.';
comment on column mart_edition.n_unclear is 'Postings whose role is unclear.';
comment on column mart_edition.first_look_at is 'UTC time of the first look.';
comment on column mart_edition.n_look_days is 'Days with a look.';
comment on column mart_edition.next_expected is 'Day on which the next look at boards is due, counted from the last one.';
