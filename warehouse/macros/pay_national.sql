-- What does a role pay in a country, in US dollars a year? One row per role, level and country, by the middle of stated base ranges: from pay_national where country_code = 'US';
create view pay_national as
select
    role,
    level,
    country_code,
    n_openings,
    n_employers,
    n_stating_openings,
    n_could_state_pay,
    round(disclosure_share, 3) as disclosure_share,
    round(p25) as p25,
    round(p50) as p50,
    round(p50_low) as p50_low,
    round(p50_high) as p50_high,
    round(p75) as p75,
    note
from mart_pay_band
where is_converted and measure = 'mid' and region = 'all' and metro = 'all' and country_code <> 'all'
order by country_code, role, level;

comment on column pay_national.role is 'Role counted.';
comment on column pay_national.level is 'Level; ''all'', with openings that name none.';
comment on column pay_national.country_code is 'Country, ISO 3166-1 alpha-2.';
comment on column pay_national.n_openings is 'Openings with both ends of a stated base range.';
comment on column pay_national.n_employers is 'Their employers.';
comment on column pay_national.n_stating_openings is 'Openings that state base pay, with either end of a range.';
comment on column pay_national.n_could_state_pay is 'Openings that could, as in mart_pay_band.';
comment on column pay_national.disclosure_share is 'n_stating_openings / n_could_state_pay; null below ten openings of five employers that could.';
comment on column pay_national.p25 is '25th percentile; null below its floor.';
comment on column pay_national.p50 is 'Median; null below its floor.';
comment on column pay_national.p50_low is 'Lower end of the median''s 95 % interval, by employer.';
comment on column pay_national.p50_high is 'Upper end.';
comment on column pay_national.p75 is '75th percentile; null below its floor.';
comment on column pay_national.note is 'Why a figure is missing; null when none is.';
