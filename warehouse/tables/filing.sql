-- One row per certified labor condition application (US Department of Labor) for one of the seven roles: a wage that an employer filed for a worker from abroad. Neither an advert nor a hire.
create table filing (
    case_number varchar,
    certified_date date,
    decision_date date,
    visa_class varchar,
    employer varchar,
    employer_key varchar,
    filer_kind varchar,
    title varchar,
    role varchar,
    role_confidence double,
    level varchar,
    wage_level varchar,
    region varchar,
    metro varchar,
    wage_min_usd_year double,
    wage_max_usd_year double,
    is_full_time boolean,
    n_positions bigint,
    n_new bigint,
    n_renewed bigint,
    is_dependent boolean,
    is_placed_elsewhere boolean,
    file varchar
);

comment on column filing.case_number is 'The department''s number of the case. A case in several files counts once, by its last decision.';
comment on column filing.certified_date is 'When it was certified; for a filing withdrawn later, nine days after it was received.';
comment on column filing.decision_date is 'The last decision.';
comment on column filing.visa_class is 'H-1B, E-3 or H-1B1, as filed.';
comment on column filing.employer is 'Employer as filed.';
comment on column filing.employer_key is 'One spelling per employer, as in posting.';
comment on column filing.filer_kind is 'outsourcer: at least half of the employer''s filings state H-1B dependence or work at another company; else direct.';
comment on column filing.title is 'Job title as filed, often in capitals and with a code.';
comment on column filing.role is 'Role by title alone, as no work is described. Roles that a title leaves unclear are left out.';
comment on column filing.role_confidence is 'Calibrated probability that the role is right.';
comment on column filing.level is 'Level that the title names; null when it names none.';
comment on column filing.wage_level is 'The department''s level of the prevailing wage: I, II, III, IV; null when not stated.';
comment on column filing.region is 'State of the worksite.';
comment on column filing.metro is 'Metropolitan area of the worksite.';
comment on column filing.wage_min_usd_year is 'Offered wage, US dollars a year (2,080 hours, 52 weeks, 26 fortnights, 12 months).';
comment on column filing.wage_max_usd_year is 'Its upper end; the same where one wage is stated.';
comment on column filing.is_full_time is 'Whether the position is full-time.';
comment on column filing.n_positions is 'Workers that the filing is for.';
comment on column filing.n_new is 'Of these: new, concurrent or with a new employer. Null when not stated.';
comment on column filing.n_renewed is 'Of these: continued, changed or amended employment. Null when not stated.';
comment on column filing.is_dependent is 'The employer states that it depends on H-1B workers.';
comment on column filing.is_placed_elsewhere is 'The work is at another company.';
comment on column filing.file is 'The disclosure file it comes from.';
