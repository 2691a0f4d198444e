-- How does what employers file with the US Department of Labor grow on the year? One row per role, measure, kind of filer, employers compared and period. Neither adverts nor hires: rules, fees and the cap's season move it too.
create table mart_filed_growth (
    role varchar,
    measure varchar,
    filer_kind varchar,
    employers varchar,
    grain varchar,
    period_start date,
    before_start date,
    n_before bigint,
    n_after bigint,
    n_employers_before bigint,
    n_employers_after bigint,
    n_employers bigint,
    growth_share double,
    growth_low double,
    growth_high double,
    top_employer_share double,
    note varchar
);

comment on column mart_filed_growth.role is 'Role by title alone; ''all'': the seven roles together.';
comment on column mart_filed_growth.measure is 'new_positions: new, concurrent or with a new employer; renewed_positions: continued, changed or amended; new_filings: filings most of whose positions are new.';
comment on column mart_filed_growth.filer_kind is 'all, direct or outsourcer, as in mart_filed_wage.';
comment on column mart_filed_growth.employers is 'all; matched: employers that filed for one of the roles in both periods.';
comment on column mart_filed_growth.grain is 'quarter: against the same quarter a year before; year: the newest four quarters against the four before.';
comment on column mart_filed_growth.period_start is 'First day of the later period.';
comment on column mart_filed_growth.before_start is 'First day of the earlier one.';
comment on column mart_filed_growth.n_before is 'Count in the earlier period.';
comment on column mart_filed_growth.n_after is 'Count in the later one.';
comment on column mart_filed_growth.n_employers_before is 'Employers behind the earlier count.';
comment on column mart_filed_growth.n_employers_after is 'Employers behind the later one.';
comment on column mart_filed_growth.n_employers is 'Employers behind either.';
comment on column mart_filed_growth.growth_share is 'Change of the count (0.25 = +25 %); null below 20 in either period, or 10 employers, or where one has more than a third.';
comment on column mart_filed_growth.growth_low is 'Lower end of its 95 % interval (employers as clusters).';
comment on column mart_filed_growth.growth_high is 'Upper end.';
comment on column mart_filed_growth.top_employer_share is 'Share of both counts that one employer has.';
comment on column mart_filed_growth.note is 'Why a number is missing; null when there is nothing to say.';
