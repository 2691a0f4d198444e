-- What has a kind of board stopped stating? One row per source and item: its last day of looks against what is usual.
-- Only boards with three earlier looks count, each compared with itself, so which boards were looked at does not matter.
create table mart_drift (
    source varchar,
    item varchar,
    looked_date date,
    n_boards bigint,
    n_boards_reached bigint,
    n bigint,
    n_of bigint,
    share double,
    share_high double,
    usual_share double,
    n_usual double,
    verdict varchar,
    note varchar
);

comment on column mart_drift.source is 'Kind of board.';
comment on column mart_drift.item is 'postings (how many are listed), read (which share of them can be read), or the field whose fill rate it is.';
comment on column mart_drift.looked_date is 'Last day on which a board of the source was looked at.';
comment on column mart_drift.n_boards is 'Boards looked at on that day.';
comment on column mart_drift.n_boards_reached is 'Of them, those that gave postings (complete, unchanged or partial looks).';
comment on column mart_drift.n is 'Postings listed; for a field, postings that have it. Counts only boards whose usual number is known.';
comment on column mart_drift.n_of is 'Of how many; null for postings.';
comment on column mart_drift.share is 'n / n_of; null for postings.';
comment on column mart_drift.share_high is 'Upper end of the interval of share (three standard errors).';
comment on column mart_drift.usual_share is 'Median share of each board over the 14 days of looks before, weighted as the boards are now; null for postings.';
comment on column mart_drift.n_usual is 'Median number of postings over the 14 days of looks before, summed over the same boards; only for postings.';
comment on column mart_drift.verdict is 'error (silent), warning (far below the usual), steady, or unknown (fewer than 30 postings, 20 usual ones or 3 earlier looks).';
comment on column mart_drift.note is 'What has fallen, in words; null for steady and unknown.';
