-- How did stated pay move? One row per origin, role, country and quarter in which openings appeared: the median middle of their stated base ranges.
create table mart_pay_quarter (
    origin varchar,
    role varchar,
    country_code varchar,
    period_start date,
    n_openings bigint,
    n_employers bigint,
    p50 double,
    p50_low double,
    p50_high double,
    top_employer_share double,
    note varchar
);

comment on column mart_pay_quarter.origin is 'The census (hackernews), or boards: our own and imported ones. Never mixed, since their employers differ.';
comment on column mart_pay_quarter.role is 'Role counted; the seven roles.';
comment on column mart_pay_quarter.country_code is 'US: openings in the United States alone; ''all''.';
comment on column mart_pay_quarter.period_start is 'First day of the quarter in which the openings were first seen, or of the census''s month.';
comment on column mart_pay_quarter.n_openings is 'Openings of the quarter that state base pay. What was on a board at its first look is left out: its age is unknown. Every opening counts once, with the mean of its ranges.';
comment on column mart_pay_quarter.n_employers is 'Their employers.';
comment on column mart_pay_quarter.p50 is 'Median, US dollars a year at the rate of each posting''s date, not corrected for inflation; null below ten openings of five employers or where one has more than a third.';
comment on column mart_pay_quarter.p50_low is 'Lower end of its 95 % interval, as in mart_slice.';
comment on column mart_pay_quarter.p50_high is 'Upper end.';
comment on column mart_pay_quarter.top_employer_share is 'Part of the openings that is the largest employer''s.';
comment on column mart_pay_quarter.note is 'Why a median is missing; null when it is not.';
