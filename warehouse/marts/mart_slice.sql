-- What does any selection of openings pay and how many are there? One row per role, level, country or metropolitan area, remote policy and skill, each of which may be 'all'; openings of the last year; only cells of ten openings of five employers or more.
create table mart_slice (
    role varchar,
    level varchar,
    country_code varchar,
    metro varchar,
    remote_policy varchar,
    skill varchar,
    n_openings bigint,
    n_employers bigint,
    n_open_openings bigint,
    n_paid bigint,
    n_paying_employers bigint,
    n_stating_openings bigint,
    n_could_state_pay bigint,
    disclosure_share double,
    disclosure_low double,
    disclosure_high double,
    p10 double, p10_low double, p10_high double,
    p25 double, p25_low double, p25_high double,
    p50 double, p50_low double, p50_high double,
    p75 double, p75_low double, p75_high double,
    p90 double, p90_low double, p90_high double,
    pay_bins bigint[],
    top_employer_share double,
    note varchar
);

comment on column mart_slice.role is 'Role counted; the seven roles.';
comment on column mart_slice.level is 'Level; ''all'', with openings that name none.';
comment on column mart_slice.country_code is 'ISO code; ''all''.';
comment on column mart_slice.metro is 'Metropolitan area of the United States; ''all''. An opening in several areas is in each.';
comment on column mart_slice.remote_policy is 'remote, hybrid, onsite; ''all'', with openings that say nothing.';
comment on column mart_slice.skill is 'Id of a skill that the openings name (focus roles only, the 40 that most of their openings name); ''all''.';
comment on column mart_slice.n_openings is 'Openings seen in the last year, open or closed.';
comment on column mart_slice.n_employers is 'Their employers.';
comment on column mart_slice.n_open_openings is 'Of these openings: open now, as far as is known.';
comment on column mart_slice.n_paid is 'Openings with both ends of a stated base range, in dollars: what the quantiles and the distribution are of.';
comment on column mart_slice.n_paying_employers is 'Their employers.';
comment on column mart_slice.n_stating_openings is 'Openings that state base pay, with either end of a range.';
comment on column mart_slice.n_could_state_pay is 'Openings that could, as in mart_pay_band. But an opening in several countries is neither paid nor silent in one of them, where mart_pay_band has no such selection.';
comment on column mart_slice.disclosure_share is 'n_stating_openings / n_could_state_pay; null below ten openings of five employers that could.';
comment on column mart_slice.disclosure_low is 'Lower end of its 95 % interval (Wilson, n reduced for clustering by employer).';
comment on column mart_slice.disclosure_high is 'Upper end.';
comment on column mart_slice.p10 is '10th percentile of the middles of stated ranges, US dollars a year; null below its floor. An opening with several ranges counts once, with their mean; one in several countries counts its pay under ''all'' alone. Where mart_pay_band has the same cell, its figures stand here, or its reason for having none.';
comment on column mart_slice.p10_low is 'Lower end of its 95 % interval, as the median''s.';
comment on column mart_slice.p10_high is 'Upper end.';
comment on column mart_slice.p25 is '25th percentile; null below its floor.';
comment on column mart_slice.p25_low is 'Lower end of its 95 % interval, as the median''s.';
comment on column mart_slice.p25_high is 'Upper end.';
comment on column mart_slice.p50 is 'Median; null below its floor.';
comment on column mart_slice.p50_low is 'Lower end of the median''s 95 % interval: the quantiles between which the median lies by the linearised error of a share, employers as clusters (Woodruff).';
comment on column mart_slice.p50_high is 'Upper end.';
comment on column mart_slice.p75 is '75th percentile; null below its floor.';
comment on column mart_slice.p75_low is 'Lower end of its 95 % interval, as the median''s.';
comment on column mart_slice.p75_high is 'Upper end.';
comment on column mart_slice.p90 is '90th percentile; null below its floor.';
comment on column mart_slice.p90_low is 'Lower end of its 95 % interval, as the median''s.';
comment on column mart_slice.p90_high is 'Upper end.';
comment on column mart_slice.pay_bins is 'The distribution: openings by pay in steps of 20,000 dollars from 0, the last step holds 500,000 and more. They are the openings of the median and add up to n_paid; null below the floor of a quartile.';
comment on column mart_slice.top_employer_share is 'Part of the openings with pay that is the largest employer''s.';
comment on column mart_slice.note is 'Why a median is missing; null when it is not.';
