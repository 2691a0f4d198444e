-- What does each opening of the last year state? One row per opening of the seven roles at a named employer that was seen in the year up to the newest sighting, open or closed.
create table mart_opening (
    opening_id varchar,
    employer_key varchar,
    role varchar,
    role_confidence double,
    level varchar,
    remote_policy varchar,
    country_codes varchar[],
    metros varchar[],
    is_open boolean,
    is_census boolean,
    has_text boolean,
    states_pay boolean,
    could_state_pay boolean,
    pay_min_usd_year double,
    pay_usd_year double,
    pay_max_usd_year double,
    skills varchar[],
    employment_type varchar,
    visa varchar,
    years_min double,
    degree varchar
);

comment on column mart_opening.opening_id is 'Key: the opening.';
comment on column mart_opening.employer_key is 'Employer normalised.';
comment on column mart_opening.role is 'Role counted, of its first posting of the year.';
comment on column mart_opening.role_confidence is 'Calibrated chance that the role is right, of the same posting.';
comment on column mart_opening.level is 'Level of its first posting that names one.';
comment on column mart_opening.remote_policy is 'remote, hybrid, onsite: of its first posting that says.';
comment on column mart_opening.country_codes is 'Countries of all its postings, sorted.';
comment on column mart_opening.metros is 'Metropolitan areas of all its postings, sorted.';
comment on column mart_opening.is_open is 'Whether one of its postings is open, as far as is known.';
comment on column mart_opening.is_census is 'Whether it is from a census.';
comment on column mart_opening.has_text is 'Whether a posting has a text.';
comment on column mart_opening.states_pay is 'Whether a posting states base pay, with either end of a range.';
comment on column mart_opening.could_state_pay is 'Whether a posting has a text or pay in the board''s fields: a title alone is not silent on pay.';
comment on column mart_opening.pay_min_usd_year is 'Mean lower end of its stated base ranges (fields before text), US dollars a year; null when none states one.';
comment on column mart_opening.pay_usd_year is 'Mean of the middles of its ranges; null when all are open on one side.';
comment on column mart_opening.pay_max_usd_year is 'Mean upper end.';
comment on column mart_opening.skills is 'Ids of the skills that its first posting with a text names, sorted: one posting speaks for an opening, as in mart_skill_demand.';
comment on column mart_opening.employment_type is 'full_time, part_time, contract, temporary, intern, volunteer: of its first posting that says.';
comment on column mart_opening.visa is 'offered, not_offered: of the posting that speaks for its skills; null when that does not say.';
comment on column mart_opening.years_min is 'Fewest years of experience that the same posting requires; null when it states none.';
comment on column mart_opening.degree is 'Lowest degree that the same posting requires: none_stated, bachelor, master, phd; null when no posting has a text.';
