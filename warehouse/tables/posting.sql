-- One row per posting: an advert with an id of its own on one board. Key: posting_id. Every field but description_text is null when the board and the text do not say.
create table posting ( -- noqa: PRS
    posting_id varchar,
    source varchar,
    board varchar,
    external_id varchar,
    opening_id varchar,
    employer varchar,
    employer_key varchar,
    title varchar,
    url varchar,
    department varchar,
    location_raw varchar,
    country_codes varchar[],
    region varchar,
    city varchar,
    metros varchar[],
    remote_policy varchar,
    employment_type varchar,
    language varchar,
    posted_date date,
    apply_until_date date,
    is_prospect boolean,
    is_date_implausible boolean,
    first_seen_at timestamp,
    last_seen_at timestamp,
    closed_at timestamp,
    is_open boolean,
    is_left_truncated boolean,
    n_gaps bigint,
    period varchar,
    is_census boolean,
    role varchar,
    role_counted varchar,
    role_confidence double,
    role_basis varchar,
    role_evidence struct(feature varchar, phrase varchar, weight double)[],
    level varchar,
    years_min double,
    degree varchar,
    math varchar[],
    has_portfolio_ask boolean,
    visa varchar,
    has_equity boolean,
    has_pay_conflict boolean,
    description_text varchar using compression zstd, -- DuckDB too finds it best for texts, and takes twice the time to find out
    work_text varchar using compression zstd,
    reader_version varchar
);

comment on column posting.posting_id is 'Key: source:board:external_id.';
comment on column posting.source is 'Kind of board.';
comment on column posting.board is 'The source''s own name for the board.';
comment on column posting.external_id is 'The board''s id, or a hash of it (hidden-…) where it holds an e-mail address; of a Hacker News comment''s second, third … opening: the comment''s id with #2, #3 …';
comment on column posting.opening_id is 'The opening (one job) this posting advertises.';
comment on column posting.employer is 'Employer as written, without addresses; null when not stated, or when the field holds only a place, terms or an address.';
comment on column posting.employer_key is 'Employer normalised (case, punctuation, legal form), so that several spellings and boards are one.';
comment on column posting.title is 'Title as written; control characters, e-mail addresses, phone numbers and contacts'' names removed, as in every text column.';
comment on column posting.url is 'Where a person can read it and apply. Cut after its path where the rest contains an e-mail address; null where the path does.';
comment on column posting.department is 'Department or team as the board says.';
comment on column posting.location_raw is 'The board''s own words for the places.';
comment on column posting.country_codes is 'ISO 3166-1 alpha-2 codes of where the job may be done; empty when unknown or anywhere.';
comment on column posting.region is 'First-level region of the first place (a US state: CA); null when unknown.';
comment on column posting.city is 'City of the first place; null when unknown.';
comment on column posting.metros is 'Metropolitan areas of the United States in which its places lie, named as the BLS names them; by the nearest principal city, an approximation of the county lines. Empty abroad, for remote work and where no town is named.';
comment on column posting.remote_policy is 'remote, hybrid, onsite; null when not said.';
comment on column posting.employment_type is 'full_time, part_time, contract, temporary, intern, volunteer; null when not said.';
comment on column posting.language is 'ISO 639-1 code of the text''s language.';
comment on column posting.posted_date is 'Publication date as the board states it. Never used for trends: postings still open survive, closed ones are gone.';
comment on column posting.apply_until_date is 'The last day on which the board says that it takes applications. A look after that day does not count as having seen it. Null when not said.';
comment on column posting.is_prospect is 'Whether there is no job behind it: a talent pool, a general application. Such a posting is kept, but is not an opening: role_counted and is_open are null, and no figure counts it.';
comment on column posting.is_date_implausible is 'posted_date lies before 2000 or after the day it was first seen: kept, not used.';
comment on column posting.first_seen_at is 'UTC time of the first look that listed it.';
comment on column posting.last_seen_at is 'UTC time of the last look that listed it.';
comment on column posting.closed_at is 'UTC time of the first conclusive look that no longer listed it; null while open, while unknown, and for a census.';
comment on column posting.is_open is 'Listed by the board''s last conclusive look or seen since. Null for a census, for a prospect, and when unknown: not found gone, but last seen more than 28 days before boards were last visited (its board stopped answering, or is a feed of its newest). Null counts as not open.';
comment on column posting.is_left_truncated is 'Already there at the board''s first look: when it opened is not known.';
comment on column posting.n_gaps is 'How often it was gone and came back.';
comment on column posting.period is 'YYYY-MM of the census that holds it; null otherwise.';
comment on column posting.is_census is 'Whether its source is a census of periods (nothing opens or closes).';
comment on column posting.role is 'ai_engineer, ml_engineer, data_scientist, research_scientist, data_engineer, data_analyst, software_engineer, other: by the work described.';
comment on column posting.role_counted is 'The role that statistics use: role, or ''unclear'' when role_confidence is below the stated floor. Null for a prospect.';
comment on column posting.role_confidence is 'Calibrated chance, 0 to 1, that role is right.';
comment on column posting.role_basis is 'body (title and text were read) or title (there was no text, or it says too little of the work).';
comment on column posting.role_evidence is 'What decided: the feature, the words found, and their weight for this role against the next.';
comment on column posting.level is 'intern, junior, mid, senior, staff, manager; null when nothing says.';
comment on column posting.years_min is 'Fewest years of experience required; null when not stated.';
comment on column posting.degree is 'Lowest degree required: none_stated, bachelor, master, phd.';
comment on column posting.math is 'Kinds of mathematics named.';
comment on column posting.has_portfolio_ask is 'Whether a portfolio, published code or open-source work is asked for.';
comment on column posting.visa is 'offered, not_offered; null when not said.';
comment on column posting.has_equity is 'Whether equity is offered.';
comment on column posting.has_pay_conflict is 'Whether pay in the board''s fields and pay in the text differ; null when only one of them states any.';
comment on column posting.description_text is 'The text as read: markup, e-mail addresses, phone numbers and contacts'' names removed.';
comment on column posting.work_text is 'What the text says of this job alone, in an opening of a comment that may offer several (empty when nothing); null for every other posting.';
comment on column posting.reader_version is 'Version of the readers that read it.';
