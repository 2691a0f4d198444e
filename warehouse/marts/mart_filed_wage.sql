-- What wage do employers file with the US Department of Labor for a role, by level, place and quarter? One row per role, wage level, title level, state or metropolitan area, kind of filer and period. Kept apart from adverts (mart_pay_band) and never mixed with them.
create table mart_filed_wage (
    role varchar,
    wage_level varchar,
    level varchar,
    region varchar,
    metro varchar,
    filer_kind varchar,
    grain varchar,
    period_start date,
    n_filings bigint,
    n_positions bigint,
    n_employers bigint,
    p10 double, p10_low double, p10_high double,
    p25 double, p25_low double, p25_high double,
    p50 double, p50_low double, p50_high double,
    p75 double, p75_low double, p75_high double,
    p90 double, p90_low double, p90_high double,
    range_share double,
    top_employer_share double,
    note varchar
);

comment on column mart_filed_wage.role is 'Role by title alone.';
comment on column mart_filed_wage.wage_level is 'The department''s level of the prevailing wage: I, II, III, IV; ''all'', with those that state none.';
comment on column mart_filed_wage.level is 'Level that the title names; ''all'', with those that name none.';
comment on column mart_filed_wage.region is 'State of the worksite; ''all''.';
comment on column mart_filed_wage.metro is 'Metropolitan area of the worksite (focus roles); ''all''.';
comment on column mart_filed_wage.filer_kind is 'all; direct: employers that hire for themselves; outsourcer: at least half of their filings state H-1B dependence or work at another company.';
comment on column mart_filed_wage.grain is 'quarter; year: the newest four quarters that are known whole.';
comment on column mart_filed_wage.period_start is 'First day of the calendar quarter, or of the first of the four, by the day of certification.';
comment on column mart_filed_wage.n_filings is 'Full-time filings with a wage. Each counts once.';
comment on column mart_filed_wage.n_positions is 'Workers that they are for.';
comment on column mart_filed_wage.n_employers is 'Their employers.';
comment on column mart_filed_wage.p10 is '10th percentile of the offered wage over filings, US dollars a year, the middle where a range is filed; null below its floor.';
comment on column mart_filed_wage.p10_low is 'Lower end of its 95 % interval (employer bootstrap).';
comment on column mart_filed_wage.p10_high is 'Upper end.';
comment on column mart_filed_wage.p25 is '25th percentile.';
comment on column mart_filed_wage.p25_low is 'Lower end of its 95 % interval.';
comment on column mart_filed_wage.p25_high is 'Upper end.';
comment on column mart_filed_wage.p50 is 'Median.';
comment on column mart_filed_wage.p50_low is 'Lower end of its 95 % interval.';
comment on column mart_filed_wage.p50_high is 'Upper end.';
comment on column mart_filed_wage.p75 is '75th percentile.';
comment on column mart_filed_wage.p75_low is 'Lower end of its 95 % interval.';
comment on column mart_filed_wage.p75_high is 'Upper end.';
comment on column mart_filed_wage.p90 is '90th percentile.';
comment on column mart_filed_wage.p90_low is 'Lower end of its 95 % interval.';
comment on column mart_filed_wage.p90_high is 'Upper end.';
comment on column mart_filed_wage.range_share is 'Share of the filings that state a range.';
comment on column mart_filed_wage.top_employer_share is 'Share of the filings that one employer has.';
comment on column mart_filed_wage.note is 'Why a number is missing; null when there is nothing to say.';
