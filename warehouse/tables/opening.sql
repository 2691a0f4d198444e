-- One row per opening: one job, however many adverts (cities, sources, reposts) it has. Key: opening_id.
create table opening (
    opening_id varchar,
    employer varchar,
    employer_key varchar,
    title varchar,
    role_counted varchar generated always as (role) virtual,
    role varchar,
    level varchar,
    opened_date date,
    closed_date date,
    is_open boolean,
    n_postings bigint,
    n_reposts bigint,
    country_codes varchar[],
    is_evergreen boolean,
    is_left_truncated boolean,
    is_census boolean
);

comment on column opening.opening_id is 'Key: the smallest posting_id of its postings.';
comment on column opening.employer is 'Employer as written in its first posting.';
comment on column opening.employer_key is 'Employer normalised.';
comment on column opening.title is 'Title of its first posting.';
comment on column opening.role_counted is 'Role counted, of its first posting that has one; null for a talent pool, which is not an opening.';
comment on column opening.role is 'The same, by its old name, for one more version: posting.role is the role as read.';
comment on column opening.level is 'Level of its first posting.';
comment on column opening.opened_date is 'Day its first posting was first seen.';
comment on column opening.closed_date is 'Day the last of its postings was found gone; null while one is open or may be.';
comment on column opening.is_open is 'Whether one of its postings is open. Null for a census, and when none is known to be open but the state of at least one is unknown. Null counts as not open.';
comment on column opening.n_postings is 'Its postings.';
comment on column opening.n_reposts is 'Times it came back under a new id within 90 days.';
comment on column opening.country_codes is 'Countries of all its postings.';
comment on column opening.is_evergreen is 'Open more than 180 days, or reposted three times or more within a year.';
comment on column opening.is_left_truncated is 'Already there at its board''s first look.';
comment on column opening.is_census is 'Whether its source is a census.';
