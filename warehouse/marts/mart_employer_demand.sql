-- Who hires for which role? One row per employer and role.
create table mart_employer_demand (
    employer varchar,
    employer_key varchar,
    role varchar,
    n_open_openings bigint,
    n_open_postings bigint,
    n_new_28d bigint,
    first_seen_date date,
    country_codes varchar[],
    n_countries bigint,
    n_could_state_pay bigint,
    has_pay_share double
);

comment on column mart_employer_demand.employer is 'Employer.';
comment on column mart_employer_demand.employer_key is 'Employer normalised.';
comment on column mart_employer_demand.role is 'Role counted of the opening, or all. An opening whose postings are read apart counts once.';
comment on column mart_employer_demand.n_open_openings is 'Openings open by the last visits: not those last seen more than 28 days before the newest sighting of any. In a market that has had no run for months, what was open at its last one.';
comment on column mart_employer_demand.n_open_postings is 'Postings open by the last visits.';
comment on column mart_employer_demand.n_new_28d is 'Openings first seen in the last 28 days; not counting the board''s first look. Null for an employer seen at that look only.';
comment on column mart_employer_demand.first_seen_date is 'Day the first of them was seen.';
comment on column mart_employer_demand.country_codes is 'Countries of the open postings, sorted; null when none is open.';
comment on column mart_employer_demand.n_countries is 'How many these are. Do not add it over roles: unite country_codes.';
comment on column mart_employer_demand.n_could_state_pay is 'Open openings that could state pay, as in mart_pay_band.';
comment on column mart_employer_demand.has_pay_share is 'Share of n_could_state_pay that states base pay; null when there is none. It counts one employer''s openings and estimates nothing.';
