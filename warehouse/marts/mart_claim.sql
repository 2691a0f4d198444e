-- What of the common story about the three roles holds? One row per claim, with our figure and what its interval makes of the claim.
create table mart_claim (
    claim_id varchar,
    topic varchar,
    role varchar,
    statement varchar,
    source_figure varchar,
    source varchar,
    definition varchar,
    ours_value double,
    ours_low double,
    ours_high double,
    unit varchar,
    n_openings bigint,
    n_postings bigint generated always as (n_openings) virtual,
    n_employers bigint,
    verdict varchar,
    note varchar
);

comment on column mart_claim.claim_id is 'Stable name of the claim.';
comment on column mart_claim.topic is 'growth, pay, skills, math or portfolio.';
comment on column mart_claim.role is 'The role it is about.';
comment on column mart_claim.statement is 'What is said.';
comment on column mart_claim.source_figure is 'The figure that is given for it.';
comment on column mart_claim.source is 'Who says so.';
comment on column mart_claim.definition is 'What we measure to answer it.';
comment on column mart_claim.ours_value is 'Our figure; null, with a note, while there is none.';
comment on column mart_claim.ours_low is 'Lower end of its 95 % interval.';
comment on column mart_claim.ours_high is 'Upper end.';
comment on column mart_claim.unit is 'growth (0.25 = +25 %), usd (US dollars a year), share (0 to 1) or points (difference of two shares).';
comment on column mart_claim.n_openings is 'Openings behind our figure.';
comment on column mart_claim.n_postings is 'Old name of n_openings, for one more version.';
comment on column mart_claim.n_employers is 'Their employers.';
comment on column mart_claim.verdict is 'supported, compatible (a wide interval holds the figure), contradicted or undecided, by the interval. Null in a rehearsal.';
comment on column mart_claim.note is 'Why there is no figure, or what it does not cover.';
