-- How long do openings stay open? One row per role. Kaplan-Meier with delayed entry over openings whose opening was seen or credibly dated; those still open count as long as they were watched.
create table mart_duration (
    role varchar,
    n_openings bigint,
    n_closed bigint,
    n_employers bigint,
    median_days double,
    median_low double,
    median_high double,
    p25_days double,
    p75_days double,
    note varchar
);

comment on column mart_duration.role is 'Role counted; ''all'' for all openings.';
comment on column mart_duration.n_openings is 'Openings whose age is known; reposts belong to their opening.';
comment on column mart_duration.n_closed is 'Those that were seen to close.';
comment on column mart_duration.n_employers is 'Their employers.';
comment on column mart_duration.median_days is 'Days after which half of the openings have closed; each end taken halfway between two looks.';
comment on column mart_duration.median_low is 'Lower end of its 95 % interval (employer bootstrap).';
comment on column mart_duration.median_high is 'Upper end; null when the interval has none yet.';
comment on column mart_duration.p25_days is 'Days after which a quarter have closed.';
comment on column mart_duration.p75_days is 'Days after which three quarters have closed; null when not seen yet.';
comment on column mart_duration.note is 'Why a number is missing or needs care; null when there is nothing to say.';
