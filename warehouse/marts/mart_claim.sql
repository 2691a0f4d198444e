-- What of the common story about the three roles holds? One row per claim, with our figure and what its interval makes of the claim.
create table mart_claim (
    claim_id varchar,
    topic varchar,
    role varchar,
    statement varchar,
    source_figure varchar,
    source varchar,
    source_url varchar,
    claimed_from date,
    claimed_to date,
    definition varchar,
    ours_value double,
    ours_low double,
    ours_high double,
    unit varchar,
    period_from date,
    period_to date,
    n bigint,
    n_counts varchar,
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
comment on column mart_claim.source_url is 'Where we read it; null for what goes round without a source.';
comment on column mart_claim.claimed_from is 'First day of the year that the claim is of; null when it names none, and then our figure of the last year answers it.';
comment on column mart_claim.claimed_to is 'Last day of it.';
comment on column mart_claim.definition is 'What we measure to answer it.';
comment on column mart_claim.ours_value is 'Our figure; null, with a note, while there is none.';
comment on column mart_claim.ours_low is 'Lower end of its 95 % interval.';
comment on column mart_claim.ours_high is 'Upper end.';
comment on column mart_claim.unit is 'growth (0.25 = +25 %), usd (US dollars a year), share (0 to 1) or points (difference of two shares).';
comment on column mart_claim.period_from is 'First day of what our figure is of: of both years for growth that compares two years. Null while there is no figure of growth.';
comment on column mart_claim.period_to is 'Last day of it.';
comment on column mart_claim.n is 'How many of what n_counts names are behind our figure.';
comment on column mart_claim.n_counts is 'What n counts: openings, boards, positions or months.';
comment on column mart_claim.n_openings is 'Openings behind our figure; null where n counts something else.';
comment on column mart_claim.n_postings is 'Old name of n_openings, for one more version.';
comment on column mart_claim.n_employers is 'Their employers.';
comment on column mart_claim.verdict is 'supported, compatible (a wide interval holds the figure), contradicted or undecided, by the interval; undecided where our figure is of another year than the claim. Null in a rehearsal.';
comment on column mart_claim.note is 'Why there is no figure, what it does not cover, or that it is of another year; null when there is nothing to say.';
