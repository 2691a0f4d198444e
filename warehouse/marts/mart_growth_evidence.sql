-- What evidence is there on growth in a year? One row per role and kind of evidence. Kinds are never averaged: they measure different things.
create table mart_growth_evidence (
    role varchar,
    evidence varchar,
    evidence_rank bigint,
    is_lead boolean,
    period_from date,
    period_to date,
    growth_share double,
    growth_low double,
    growth_high double,
    growth_as_read_share double,
    n bigint,
    n_employers bigint,
    n_counts varchar,
    measures varchar,
    cannot_say varchar,
    note varchar
);

comment on column mart_growth_evidence.role is 'Role counted; ''all'' for all postings.';
comment on column mart_growth_evidence.evidence is 'own_boards, imported_boards, hacker_news, jobtech, usajobs, filings or indeed_ai_share (of all postings only, an outside fact).';
comment on column mart_growth_evidence.evidence_rank is 'Place in the written order in which kinds lead, 1 first.';
comment on column mart_growth_evidence.is_lead is 'Whether pages lead with it for the role: the first kind in the order with growth over a whole year and an interval.';
comment on column mart_growth_evidence.period_from is 'First day of the span: of both years for what compares two years.';
comment on column mart_growth_evidence.period_to is 'Last day of the span.';
comment on column mart_growth_evidence.growth_share is 'Growth in a year (0.25 = +25 %), corrected for misread roles; null with a note where there is less than a year.';
comment on column mart_growth_evidence.growth_low is 'Lower end of its 95 % interval; null for an outside fact, which comes without.';
comment on column mart_growth_evidence.growth_high is 'Upper end.';
comment on column mart_growth_evidence.growth_as_read_share is 'The same growth by the roles as read, for comparison. Null where roles are read by title alone.';
comment on column mart_growth_evidence.n is 'How many of what n_counts names are behind it, in both years together (positions: in the later year).';
comment on column mart_growth_evidence.n_employers is 'Their employers; null where unknown.';
comment on column mart_growth_evidence.n_counts is 'What n counts: boards, openings, positions or months.';
comment on column mart_growth_evidence.measures is 'What it measures.';
comment on column mart_growth_evidence.cannot_say is 'What it cannot say.';
comment on column mart_growth_evidence.note is 'Why a number is missing or needs care; null when there is nothing to say.';
