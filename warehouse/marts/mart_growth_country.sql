-- How fast does demand for a focus role grow in one country? One row per country and role, on the same boards. Null with a note while too little is known.
create table mart_growth_country (
    country_code varchar,
    role varchar,
    period_from date,
    period_to date,
    n_weeks bigint,
    growth_share double,
    growth_low double,
    growth_high double,
    growth_as_read_share double,
    growth_with_held_share double,
    growth_unreplaced_share double,
    n_boards bigint,
    n_employers bigint,
    n_boards_held bigint,
    n_vanished bigint,
    is_year_on_year boolean,
    note varchar
);

comment on column mart_growth_country.country_code is 'Country of the openings (ISO 3166-1). One in several countries counts in each. The twelve with most openings of the focus roles, at eight employers or more.';
comment on column mart_growth_country.role is 'Role counted.';
comment on column mart_growth_country.period_from is 'First period.';
comment on column mart_growth_country.period_to is 'Last period in which enough boards were looked at.';
comment on column mart_growth_country.n_weeks is 'Weeks between them.';
comment on column mart_growth_country.growth_share is 'Growth of open openings over the span (0.25 = +25 %), corrected for misread roles.';
comment on column mart_growth_country.growth_low is 'Lower end of its 95 % interval, made as in mart_growth_headline. Each row has its own: of twenty rows without a change one excludes 0 by chance.';
comment on column mart_growth_country.growth_high is 'Upper end.';
comment on column mart_growth_country.growth_as_read_share is 'The same growth by the roles as read, for comparison.';
comment on column mart_growth_country.growth_with_held_share is 'The same growth if the held lists are right: growth_low and growth_high reach over both; null while no board is held.';
comment on column mart_growth_country.growth_unreplaced_share is 'The same growth if nobody took the place of the employers that vanished.';
comment on column mart_growth_country.n_boards is 'Boards with such openings there, matched and looked at in the last period.';
comment on column mart_growth_country.n_employers is 'Their employers.';
comment on column mart_growth_country.n_boards_held is 'Boards with openings there whose newest list is held, because for the first time it is less than half as long as usual.';
comment on column mart_growth_country.n_vanished is 'Employers with such openings there that vanished in the span with all their boards.';
comment on column mart_growth_country.is_year_on_year is 'Whether the span is a year.';
comment on column mart_growth_country.note is 'Why a number is missing or needs care; null when there is nothing to say.';
