-- What does a role pay, by level and place? One row per role, level, country, region or metropolitan area, measure and currency. Stated base pay only; low, mid and high of the stated range kept apart.
create table mart_pay_band (
    role varchar,
    level varchar,
    country_code varchar,
    region varchar,
    metro varchar,
    measure varchar,
    currency varchar,
    is_converted boolean,
    n_openings bigint,
    n_postings bigint generated always as (n_openings) virtual,
    n_employers bigint,
    n_stating_openings bigint,
    n_could_state_pay bigint,
    n_could_employers bigint,
    n_all_postings bigint generated always as (n_could_state_pay) virtual,
    disclosure_share double,
    disclosure_low double,
    disclosure_high double,
    disclosure_change_share double,
    p10 double, p10_low double, p10_high double,
    p25 double, p25_low double, p25_high double,
    p50 double, p50_low double, p50_high double,
    p75 double, p75_low double, p75_high double,
    p90 double, p90_low double, p90_high double,
    p25_bound_low double, p25_bound_high double,
    p50_bound_low double, p50_bound_high double,
    p75_bound_low double, p75_bound_high double,
    p50_reweighted double, p50_reweighted_low double, p50_reweighted_high double,
    pay_bins bigint[],
    wide_share double,
    top_employer_share double,
    note varchar
);

comment on column mart_pay_band.role is 'Role counted.';
comment on column mart_pay_band.level is 'Level; ''all''.';
comment on column mart_pay_band.country_code is 'ISO code; ''all''.';
comment on column mart_pay_band.region is 'First-level region; ''all''; null in the rows of a metropolitan area, which may cross states.';
comment on column mart_pay_band.metro is 'Metropolitan area of the United States (focus roles, level all or senior; an opening in k areas weighs 1/k in each); ''all''.';
comment on column mart_pay_band.measure is 'low, mid or high of the stated range.';
comment on column mart_pay_band.currency is 'Currency of the figures.';
comment on column mart_pay_band.is_converted is 'True: US dollars at each posting''s ECB rate. False: only ranges stated in this currency.';
comment on column mart_pay_band.n_openings is 'Openings whose stated pay has this measure, in this currency: a range that is open on one side has no middle.';
comment on column mart_pay_band.n_postings is 'Old name of n_openings, for one more version.';
comment on column mart_pay_band.n_employers is 'Their employers.';
comment on column mart_pay_band.n_stating_openings is 'Openings of the cell that state base pay, in any currency and with either end of a range: disclosure_share is of these.';
comment on column mart_pay_band.n_could_state_pay is 'Openings of the cell that could state pay: those with a text or with pay in the board''s fields. A title alone is not silent on pay.';
comment on column mart_pay_band.n_could_employers is 'Their employers.';
comment on column mart_pay_band.n_all_postings is 'Old name of n_could_state_pay, for one more version.';
comment on column mart_pay_band.disclosure_share is 'n_stating_openings / n_could_state_pay; null below ten openings of five employers that could.';
comment on column mart_pay_band.disclosure_low is 'Lower end of its 95 % interval (Wilson, n reduced for clustering by employer).';
comment on column mart_pay_band.disclosure_high is 'Upper end.';
comment on column mart_pay_band.disclosure_change_share is 'That share now less a year before, over employers seen in both years; null below 20 openings of 5 such employers in either.';
comment on column mart_pay_band.p10 is '10th percentile of the measure over openings; null below its floor.';
comment on column mart_pay_band.p10_low is 'Lower end of its 95 % interval (employer bootstrap).';
comment on column mart_pay_band.p10_high is 'Upper end.';
comment on column mart_pay_band.p25 is '25th percentile of the measure over openings; null below its floor.';
comment on column mart_pay_band.p25_low is 'Lower end of its 95 % interval (employer bootstrap).';
comment on column mart_pay_band.p25_high is 'Upper end.';
comment on column mart_pay_band.p50 is '50th percentile of the measure over openings; null below its floor.';
comment on column mart_pay_band.p50_low is 'Lower end of its 95 % interval (employer bootstrap).';
comment on column mart_pay_band.p50_high is 'Upper end.';
comment on column mart_pay_band.p75 is '75th percentile of the measure over openings; null below its floor.';
comment on column mart_pay_band.p75_low is 'Lower end of its 95 % interval (employer bootstrap).';
comment on column mart_pay_band.p75_high is 'Upper end.';
comment on column mart_pay_band.p90 is '90th percentile of the measure over openings; null below its floor.';
comment on column mart_pay_band.p90_low is 'Lower end of its 95 % interval (employer bootstrap).';
comment on column mart_pay_band.p90_high is 'Upper end.';
comment on column mart_pay_band.p25_bound_low is 'Least the 25th percentile of all openings can be, if every opening that is silent on pay paid less (Manski); null when a quarter or more are silent.';
comment on column mart_pay_band.p25_bound_high is 'Most it can be, if every silent one paid more; null when three quarters or more are silent.';
comment on column mart_pay_band.p50_bound_low is 'Least the median of all openings can be; null when half or more are silent.';
comment on column mart_pay_band.p50_bound_high is 'Most it can be; null when half or more are silent.';
comment on column mart_pay_band.p75_bound_low is 'Least the 75th percentile of all openings can be; null when three quarters or more are silent.';
comment on column mart_pay_band.p75_bound_high is 'Most it can be; null when a quarter or more are silent.';
comment on column mart_pay_band.p50_reweighted is 'Median if openings of every role, level, place, remote policy, source and size of employer stated pay alike: each stating one weighs the inverse of its chance to state it. Only for converted middles.';
comment on column mart_pay_band.p50_reweighted_low is 'Lower end of its 95 % interval (employer bootstrap).';
comment on column mart_pay_band.p50_reweighted_high is 'Upper end.';
comment on column mart_pay_band.pay_bins is 'The distribution: openings by the mean of their ranges that hold here, in steps of 20,000 dollars from 0, the last step holds 500,000 and more. They add up to n_openings. Only of converted middles with quartiles, null elsewhere.';
comment on column mart_pay_band.wide_share is 'Share of ranges above 3:1.';
comment on column mart_pay_band.top_employer_share is 'Weight of the largest employer.';
comment on column mart_pay_band.note is 'Why a number is missing or needs care; null when there is nothing to say.';
