-- What is the difference in pay worth, all else equal? One row per reading and term.
create table mart_pay_premium (
    reading varchar,
    term varchar,
    name varchar,
    reference varchar,
    premium_share double,
    premium_low double,
    premium_high double,
    n_openings bigint,
    n_postings bigint generated always as (n_openings) virtual,
    n_employers bigint,
    adjusted_for varchar,
    note varchar
);

comment on column mart_pay_premium.reading is 'unadjusted, adjusted (level, country or state, remote, source, month), within_employer (employer fixed effects too), or quantile_25, quantile_50, quantile_75 (as adjusted, at the lower quartile, median and upper quartile of pay).';
comment on column mart_pay_premium.term is 'role, level or skill.';
comment on column mart_pay_premium.name is 'Which role, level or skill.';
comment on column mart_pay_premium.reference is 'Against what.';
comment on column mart_pay_premium.premium_share is 'Difference in pay (0.1 = +10 %).';
comment on column mart_pay_premium.premium_low is 'Lower end of its 95 % interval (employer-clustered).';
comment on column mart_pay_premium.premium_high is 'Upper end.';
comment on column mart_pay_premium.n_openings is 'Openings with stated pay.';
comment on column mart_pay_premium.n_postings is 'Old name of n_openings, for one more version.';
comment on column mart_pay_premium.n_employers is 'Their employers.';
comment on column mart_pay_premium.adjusted_for is 'What was held equal.';
comment on column mart_pay_premium.note is 'Why a number is missing or needs care; null when there is nothing to say.';
